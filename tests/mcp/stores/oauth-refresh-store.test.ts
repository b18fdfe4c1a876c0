import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { oauthRefreshStore, type RefreshContext, type Store } from "#lib/mcp/index.ts";
import { type HttpPeer, type PeerAnswer, startHttpPeer } from "#tests/support/http-peer.ts";

const NOW = new Date("2026-11-22T02:00:00Z");
const context: RefreshContext = { fetch, now: () => NOW };
const granted = (extra: Record<string, unknown> = {}) => ({
  status: 200,
  body: { access_token: "at-1", expires_in: 1_800, ...extra },
});
const refused = (error: string, status = 400): PeerAnswer => ({ status, body: { error } });

let folder: string;
let path: string;
let peer: HttpPeer;
let answer: (refreshToken: string) => PeerAnswer | Promise<PeerAnswer>;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lanekeeper-oauth-"));
  path = join(folder, "grant.json");
  peer = await startHttpPeer(({ body }) => answer(new URLSearchParams(body).get("refresh_token") ?? ""));
  store = oauthRefreshStore({ tokenUrl: `${peer.url}/token`, clientId: "app", clientSecret: "hush", path });
  await writeGrant({ refresh_token: "rt-1", version: "4", scopes: ["contacts"] });
});
afterEach(async () => {
  await peer.close();
  await rm(folder, { recursive: true });
});

const writeGrant = (grant: Record<string, unknown>) => writeFile(path, JSON.stringify(grant));
const readGrant = async (): Promise<Record<string, unknown>> => JSON.parse(await readFile(path, "utf8"));

async function refresh() {
  const grant = await store.read();
  if (!grant || !store.refresh) throw new Error("the store holds no grant");
  return store.refresh(grant, context);
}

describe("a refresh that succeeds", () => {
  test("asks as RFC 6749 says and gives a lease with the lifetime of the answer", async () => {
    answer = () => granted({ scope: "contacts oauth" });
    expect(await refresh()).toEqual({
      ok: true,
      lease: {
        accessToken: "at-1",
        issuedAt: NOW,
        expiresAt: new Date(NOW.getTime() + 1_800_000),
        scopes: ["contacts", "oauth"],
      },
    });
    const [request] = peer.requests;
    expect(request?.headers["content-type"]).toMatch("application/x-www-form-urlencoded");
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      grant_type: "refresh_token",
      client_id: "app",
      client_secret: "hush",
      refresh_token: "rt-1",
    });
  });

  test("many at a time are one request", async () => {
    answer = () => granted();
    const results = await Promise.all([refresh(), refresh(), refresh()]);
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(peer.requests).toHaveLength(1);
  });

  test("a lifetime that nobody states is unknown", async () => {
    answer = () => granted({ expires_in: undefined });
    expect(await refresh()).toMatchObject({ ok: true, lease: { expiresAt: null } });
  });

  test("a replaced refresh token is written back, and the grant keeps its identity", async () => {
    const before = await store.read();
    answer = () => granted({ refresh_token: "rt-2" });
    await refresh();
    answer = (token) => (token === "rt-2" ? granted({ refresh_token: "rt-3" }) : refused("invalid_grant"));
    expect((await refresh()).ok).toBe(true);
    expect(await readGrant()).toMatchObject({ refresh_token: "rt-3", version: "4", scopes: ["contacts"] });
    const after = await store.read();
    expect(after?.secret).toBe("rt-3");
    expect(after?.identity).toBe(before?.identity);
  });

  test("the end of a replaced refresh token is written beside it", async () => {
    answer = () => granted({ refresh_token: "rt-2", refresh_token_expires_in: 15_897_600 });
    await refresh();
    expect((await store.read())?.expiresAt).toEqual(new Date(NOW.getTime() + 15_897_600_000));
  });

  test("a new grant in the file has another identity", async () => {
    const before = await store.read();
    await writeGrant({ refresh_token: "rt-9", version: "5" });
    expect((await store.read())?.identity).not.toBe(before?.identity);
  });
});

describe("a refresh that fails", () => {
  test.each([
    ["invalid_grant", 400, true],
    ["bad_refresh_token", 200, true],
    ["BAD_REFRESH_TOKEN", 400, true],
    ["invalid_refresh_token", 400, true],
    ["unauthorized_client", 400, true],
    ["invalid_client", 401, false],
    ["incorrect_client_credentials", 200, false],
    ["temporarily_unavailable", 503, false],
  ])("%s on %i: permanent %s", async (code, status, permanent) => {
    answer = () => refused(code, status);
    expect(await refresh()).toMatchObject({ ok: false, permanent, reason: code, evidence: { status } });
  });

  test("an outage is transient and keeps the provider's advice", async () => {
    answer = () => ({ status: 503, headers: { "retry-after": "7" }, body: "<html>" });
    expect(await refresh()).toMatchObject({ ok: false, permanent: false, reason: "http_503", retryAfterS: 7 });
  });

  test("a cut connection is transient", async () => {
    answer = () => "cut";
    expect(await refresh()).toEqual({ ok: false, permanent: false, reason: "token_endpoint_unreachable" });
  });

  test("a success without a token is no success", async () => {
    answer = () => ({ status: 200, body: { token_type: "bearer" } });
    expect(await refresh()).toMatchObject({ ok: false, permanent: false });
  });

  test("another process that refreshed first makes the loss no death", async () => {
    answer = async (token) => {
      if (token === "rt-2") return granted();
      await writeGrant({ refresh_token: "rt-2", version: "4" });
      return refused("invalid_grant");
    };
    expect(await refresh()).toMatchObject({ ok: true, lease: { accessToken: "at-1" } });
    expect(peer.requests).toHaveLength(2);
  });

  test("an emptied store is told apart", async () => {
    const grant = await store.read();
    await rm(path);
    expect(grant && (await store.refresh?.(grant, context))).toMatchObject({
      ok: false,
      permanent: false,
      reason: "store_empty",
    });
  });
});

test("a replaced refresh token that could not be written is used all the same, and written later", async () => {
  const aside = `${folder}-aside`;
  answer = async () => {
    await rename(folder, aside);
    await writeFile(folder, "in the way of the folder");
    return granted({ refresh_token: "rt-2" });
  };
  expect(await refresh()).toMatchObject({ ok: true });
  await rm(folder);
  await rename(aside, folder);
  expect(await readGrant()).toMatchObject({ refresh_token: "rt-1" });

  answer = (token) => (token === "rt-2" ? granted({ refresh_token: "rt-2" }) : refused("invalid_grant"));
  expect(await refresh()).toMatchObject({ ok: true });
  expect(await readGrant()).toMatchObject({ refresh_token: "rt-2" });
});
