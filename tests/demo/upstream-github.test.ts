import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GitHubSimulator, startGitHub } from "#lib/demo/upstream/github/github.ts";
import type { GitHubKey } from "#lib/demo/upstream/github/key.ts";

const START = new Date("2026-11-22T02:00:00.500Z");
const ISSUES = "/repos/acme/shop/issues";
let now = START;
let github: GitHubSimulator;

beforeAll(async () => {
  github = await startGitHub({ now: () => now });
});
afterAll(() => github.close());

function issue(kind: GitHubKey["kind"], grants: string[], more: Partial<Pick<GitHubKey, "login" | "expiresAt">> = {}): GitHubKey {
  now = START;
  return github.issueKey({
    kind,
    grants,
    login: more.login ?? `bot-${kind}-${grants.join("-")}`,
    expiresAt: more.expiresAt ?? null,
  });
}

function call(key: GitHubKey | string | null, path: string, init: RequestInit = {}): Promise<Response> {
  const token = typeof key === "string" ? key : key?.secret;
  return fetch(`${github.url}${path}`, { ...init, headers: token ? { Authorization: `Bearer ${token}` } : {} });
}

const create = (key: GitHubKey): Promise<Response> =>
  call(key, ISSUES, { method: "POST", body: JSON.stringify({ title: "A broken link" }) });

describe("a good key", () => {
  test("of the classic kind creates and lists issues, and is told its scopes, limits and expiry", async () => {
    const key = issue("classic", ["repo", "user"], { expiresAt: new Date("2026-11-22T03:00:00Z") });
    const created = await create(key);
    expect(created.status).toBe(201);
    expect(await created.json()).toMatchObject({
      number: 1,
      title: "A broken link",
      state: "open",
      created_at: "2026-11-22T02:00:00Z",
    });
    const listed = await call(key, ISSUES);
    expect(await listed.json()).toHaveLength(1);
    expect(Object.fromEntries(listed.headers)).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "github-authentication-token-expiration": "2026-11-22 03:00:00 UTC",
      "x-oauth-scopes": "repo, user",
      "x-accepted-oauth-scopes": "repo",
      "x-ratelimit-limit": "5000",
      "x-ratelimit-remaining": "4998",
      "x-ratelimit-used": "2",
      "x-ratelimit-reset": String(Date.parse("2026-11-22T03:00:00Z") / 1_000),
      "x-ratelimit-resource": "core",
    });
    expect(listed.headers.get("x-github-request-id")).toMatch(/^[0-9A-F]{4}(:[0-9A-F]+){4}$/);
  });

  test("without an expiry carries no expiry header, and without classic scopes no scope header", async () => {
    const { headers } = await call(issue("fine_grained", ["issues=read"]), ISSUES);
    expect(headers.has("github-authentication-token-expiration")).toBe(false);
    expect(headers.has("x-oauth-scopes")).toBe(false);
    expect(headers.get("x-accepted-github-permissions")).toBe("issues=read");
  });

  test("tells its kind by its prefix", () => {
    expect(issue("classic", []).secret).toMatch(/^ghp_[A-Za-z0-9]{36}$/);
    expect(issue("fine_grained", []).secret).toMatch(/^github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}$/);
    expect(issue("installation", []).secret).toMatch(/^ghs_[A-Za-z0-9]{36}$/);
  });
});

describe("a dead key gets one and the same 401", () => {
  const badCredentials = { message: "Bad credentials", documentation_url: "https://docs.github.com/rest", status: "401" };

  test("when unknown", async () => {
    const response = await call("ghp_unknown", ISSUES);
    expect([response.status, await response.json()]).toEqual([401, badCredentials]);
  });

  test("when revoked", async () => {
    const key = issue("classic", ["repo"]);
    key.revoked = true;
    const response = await call(key, ISSUES);
    expect([response.status, await response.json()]).toEqual([401, badCredentials]);
    expect(response.headers.has("x-ratelimit-remaining")).toBe(false);
  });

  test("when its time has come", async () => {
    const key = issue("fine_grained", ["issues=read"], { expiresAt: new Date("2026-11-22T02:01:00Z") });
    expect((await call(key, ISSUES)).status).toBe(200);
    now = new Date("2026-11-22T02:01:00Z");
    const response = await call(key, ISSUES);
    expect([response.status, await response.json()]).toEqual([401, badCredentials]);
  });

  test("and after a loop on it the user's good keys are locked out for a while", async () => {
    const dead = issue("classic", ["repo"], { login: "looper" });
    const good = issue("classic", ["repo"], { login: "looper" });
    dead.revoked = true;
    for (let attempt = 0; attempt <= 30; attempt += 1) await call(dead, "/user");
    const locked = await call(good, "/user");
    expect([locked.status, await locked.json()]).toMatchObject([
      403,
      { message: "Maximum number of login attempts exceeded. Please try again later." },
    ]);
    now = new Date(START.getTime() + 60_000);
    expect((await call(good, "/user")).status).toBe(200);
  });
});

describe("a key that lacks what the call needs", () => {
  test("a fine-grained one is told the permission", async () => {
    const response = await create(issue("fine_grained", ["issues=read"]));
    expect(response.status).toBe(403);
    expect(response.headers.get("x-accepted-github-permissions")).toBe("issues=write");
    expect(await response.json()).toEqual({
      message: "Resource not accessible by personal access token",
      documentation_url: "https://docs.github.com/rest/issues/issues#create-an-issue",
      status: "403",
    });
  });

  test("an installation token is told so in its own words", async () => {
    const response = await create(issue("installation", ["issues=read"]));
    expect([response.status, await response.json()]).toMatchObject([403, { message: "Resource not accessible by integration" }]);
  });

  test("a classic one sees a private repository as missing, and its scopes beside those accepted", async () => {
    const response = await call(issue("classic", ["read:user"]), ISSUES);
    expect([response.status, await response.json()]).toMatchObject([404, { message: "Not Found", status: "404" }]);
    expect(response.headers.get("x-oauth-scopes")).toBe("read:user");
    expect(response.headers.get("x-accepted-oauth-scopes")).toBe("repo");
  });

  test.each(["classic", "fine_grained", "installation"] as const)("never deletes a repository: %s", async (kind) => {
    const key = issue(kind, kind === "classic" ? ["repo"] : ["issues=write"]);
    const response = await call(key, "/repos/acme/shop", { method: "DELETE" });
    expect(response.status).toBe(403);
    const header = kind === "classic" ? "x-accepted-oauth-scopes" : "x-accepted-github-permissions";
    expect(response.headers.get(header)).toBe(kind === "classic" ? "delete_repo" : "administration=write");
  });
});

describe("a rate-limited key", () => {
  test("primary: 403, nothing remaining, the reset in epoch seconds", async () => {
    const key = issue("classic", ["repo"]);
    const until = new Date("2026-11-22T02:00:30Z");
    key.rateLimit = { kind: "primary", until };
    const response = await call(key, ISSUES);
    expect(response.status).toBe(403);
    expect(response.headers.get("x-ratelimit-remaining")).toBe("0");
    expect(response.headers.get("x-ratelimit-reset")).toBe(String(until.getTime() / 1_000));
    expect(response.headers.has("retry-after")).toBe(false);
    now = until;
    expect((await call(key, ISSUES)).status).toBe(200);
  });

  test("secondary: 403, retry-after in seconds, the documentation address that names it", async () => {
    const key = issue("classic", ["repo"]);
    key.rateLimit = { kind: "secondary", until: new Date(START.getTime() + 30_000) };
    const response = await call(key, ISSUES);
    expect(response.status).toBe(403);
    expect(response.headers.get("retry-after")).toBe("30");
    expect(Number(response.headers.get("x-ratelimit-remaining"))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({
      message: expect.stringContaining("secondary rate limit"),
      documentation_url: expect.stringMatching(/secondary-rate-limits$/),
    });
  });
});

describe("credential revocation endpoint", () => {
  test("answers 202 and ends the key", async () => {
    const key = issue("classic", ["repo"]);
    const revoked = await call(null, "/credentials/revoke", {
      method: "POST",
      body: JSON.stringify({ credentials: [key.secret] }),
    });
    expect(revoked.status).toBe(202);
    expect((await call(key, "/user")).status).toBe(401);
  });

  test("takes no authenticated call, no empty list and no installation token", async () => {
    const key = issue("installation", ["issues=read"]);
    const body = JSON.stringify({ credentials: [key.secret] });
    expect((await call(key, "/credentials/revoke", { method: "POST", body })).status).toBe(403);
    expect((await call(null, "/credentials/revoke", { method: "POST", body: "{}" })).status).toBe(422);
    expect((await call(null, "/credentials/revoke", { method: "POST", body })).status).toBe(202);
    expect((await call(key, ISSUES)).status).toBe(200);
  });
});

test("a call without a key is asked for one", async () => {
  const response = await call(null, ISSUES);
  expect([response.status, await response.json()]).toMatchObject([401, { message: "Requires authentication" }]);
});

test("a body that is no JSON lacks its title, and is not repeated", async () => {
  const response = await call(issue("classic", ["repo"]), ISSUES, { method: "POST", body: "ghp_pasted-by-mistake" });
  expect(response.status).toBe(422);
  expect(await response.text()).not.toContain("pasted");
});
