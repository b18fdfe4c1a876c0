import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type GitHubAppStoreOptions, githubAppStore, type RefreshContext, type Store } from "#lib/mcp/index.ts";
import { type HttpPeer, type PeerAnswer, startHttpPeer } from "#tests/support/http-peer.ts";

const NOW = new Date("2026-11-22T02:00:00Z");
const context: RefreshContext = { fetch, now: () => NOW };
const PEM = generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const store: Store = { type: "vault", reference: "kv/mcp/app", read: async () => ({ secret: PEM, version: "2" }) };
const MINTED: PeerAnswer = {
  status: 201,
  body: {
    token: "ghs_1",
    expires_at: "2026-11-22T03:00:00Z",
    permissions: { issues: "write", metadata: "read" },
    repository_selection: "selected",
  },
};

let peer: HttpPeer;
let answer: PeerAnswer;
beforeEach(async () => {
  answer = MINTED;
  peer = await startHttpPeer(() => answer);
});
afterEach(() => peer.close());

const mint = (options: Partial<GitHubAppStoreOptions> = {}, secret = PEM) =>
  githubAppStore({ appId: "Iv1.app", installationId: 42, store, apiUrl: `${peer.url}/api/v3`, ...options }).refresh?.(
    { secret },
    context,
  );

test("mints an installation token for an hour, with its permissions as scopes", async () => {
  expect(await mint({ repositories: ["site"], permissions: { issues: "write" } })).toEqual({
    ok: true,
    lease: {
      accessToken: "ghs_1",
      issuedAt: NOW,
      expiresAt: new Date("2026-11-22T03:00:00Z"),
      scopes: ["issues:write", "metadata:read"],
    },
  });
  const [request] = peer.requests;
  expect(request).toMatchObject({ method: "POST", path: "/api/v3/app/installations/42/access_tokens" });
  expect(JSON.parse(request?.body ?? "")).toEqual({ repositories: ["site"], permissions: { issues: "write" } });
});

test("speaks for the app by a JWT of its key, begun a minute ago and under ten minutes long", async () => {
  await mint();
  const [header = "", claims = "", signature = ""] = (peer.requests[0]?.headers.authorization ?? "")
    .replace("Bearer ", "")
    .split(".");
  const signed = Buffer.from(`${header}.${claims}`);
  expect(verify("sha256", signed, createPublicKey(PEM), Buffer.from(signature, "base64url"))).toBe(true);
  const nowS = NOW.getTime() / 1_000;
  expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toEqual({ iat: nowS - 60, exp: nowS + 540, iss: "Iv1.app" });
});

test.each([
  ["a suspended installation", 403, { message: "This installation has been suspended" }, true, "suspended"],
  ["a deleted installation", 404, { message: "Not Found" }, true, "installation_deleted"],
  ["a clock that runs ahead", 401, { message: "'Expiration time' claim ('exp') is too far in the future" }, false, "clock_skew"],
  ["an outage", 502, {}, false, "http_502"],
])("%s", async (_name, status, body, permanent, reason) => {
  answer = { status, body };
  expect(await mint()).toMatchObject({ ok: false, permanent, reason, evidence: { status } });
});

test("a cut connection, and a page in place of a token, are transient", async () => {
  answer = "cut";
  expect(await mint()).toEqual({ ok: false, permanent: false, reason: "token_endpoint_unreachable" });
  answer = { status: 201, body: "<html>" };
  expect(await mint()).toMatchObject({ ok: false, permanent: false });
});

test("a secret that is no key is said to be none, and never quoted", async () => {
  await expect(mint({}, "-----BEGIN nonsense s3cret")).rejects.toThrow(/^The secret is not a private key in PEM$/);
});

test("the private key is the generation, at the place where it is kept", async () => {
  const app = githubAppStore({ appId: 1, installationId: 2, store });
  expect([app.type, app.reference]).toEqual(["github_app", "kv/mcp/app"]);
  expect(await app.read()).toEqual({ secret: PEM, version: "2" });
});
