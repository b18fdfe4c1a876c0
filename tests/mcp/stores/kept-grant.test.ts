import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { oauthRefreshStore, type RefreshContext, type Store, vaultStore } from "#lib/mcp/index.ts";
import { type HttpPeer, type PeerAnswer, startHttpPeer } from "#tests/support/http-peer.ts";
import { startVault, type VaultSimulator } from "../support/vault-simulator.ts";

const PATH = "mcp/crm";
let vault: VaultSimulator;
let peer: HttpPeer;
let nowMs: number;
/** Refresh tokens that were used up, in order. */
let spent: string[];
let slowMs: number;

/** A provider that replaces the refresh token at every refresh, and refuses one that is used twice. */
async function rotating(refreshToken: string): Promise<PeerAnswer> {
  const isReused = spent.includes(refreshToken);
  spent.push(refreshToken);
  if (isReused || refreshToken === "rt-dead") return { status: 400, body: { error: "invalid_grant" } };
  await new Promise((resolve) => setTimeout(resolve, slowMs));
  return { status: 200, body: { access_token: `at-${spent.length}`, expires_in: 60, refresh_token: `rt-${spent.length}` } };
}

beforeEach(async () => {
  [nowMs, spent, slowMs] = [Date.now(), [], 0];
  vault = await startVault();
  vault.put(PATH, { refresh_token: "rt-0", owner: "crm-team" });
  peer = await startHttpPeer(({ body }) => rotating(new URLSearchParams(body).get("refresh_token") ?? ""));
});
afterEach(() => Promise.all([vault.close(), peer.close()]));

const context: RefreshContext = { fetch, now: () => new Date(nowMs) };
const placeOf = (): Store =>
  vaultStore({ url: vault.http.url, auth: { token: vault.issueToken() }, path: PATH, field: "refresh_token" });
const open = (options: { shared?: boolean; place?: Store } = {}) =>
  oauthRefreshStore({
    tokenUrl: `${peer.url}/token`,
    clientId: "app",
    clientSecret: "hush",
    store: options.place ?? placeOf(),
    shared: options.shared ?? false,
  });
const refresh = (store: Store) => store.refresh?.({ secret: "" }, context);

test("a replaced refresh token goes back to where the grant is kept; number and name of the grant stay", async () => {
  const store = open();
  const before = await store.read();
  expect(before).toMatchObject({ secret: "rt-0", version: "1" });
  expect(await refresh(store)).toMatchObject({ ok: true, lease: { accessToken: "at-1" } });
  expect(await refresh(store)).toMatchObject({ ok: true, lease: { accessToken: "at-2" } });
  const after = await store.read();
  expect(after).toMatchObject({ secret: "rt-2", version: "1", identity: before?.identity });
  expect(after?.revision).toBe("3");
  expect(spent).toEqual(["rt-0", "rt-1"]);
});

test("a grant that a human puts there gets a number of its own", async () => {
  const store = open();
  await refresh(store);
  vault.put(PATH, { refresh_token: "rt-new" });
  expect(await store.read()).toMatchObject({ secret: "rt-new", version: "3" });
});

test("what somebody else wrote during the refresh stays", async () => {
  slowMs = 100;
  const store = open();
  const refreshing = refresh(store);
  setTimeout(() => vault.put(PATH, { refresh_token: "rt-new" }), 50);
  expect(await refreshing).toMatchObject({ ok: true });
  expect(await store.read()).toMatchObject({ secret: "rt-new" });
});

test("while the place is away, what was replaced is kept and written later", async () => {
  const place = placeOf();
  const write = place.write?.bind(place);
  let away = true;
  const unreliable: Store = {
    ...place,
    write: async (next, expected) => {
      if (away) throw new Error("no route to host");
      await write?.(next, expected);
    },
  };
  const store = open({ place: unreliable });
  expect(await refresh(store)).toMatchObject({ ok: true });
  expect((await store.read())?.secret).toBe("rt-0");
  away = false;
  expect(await refresh(store)).toMatchObject({ ok: true });
  expect((await store.read())?.secret).toBe("rt-2");
  expect(spent).toEqual(["rt-0", "rt-1"]);
});

describe("shared by many processes, while Lanekeeper is away and the place has no lock", () => {
  test("one refreshes at a time, by a claim written into the place, and no token is used twice", async () => {
    slowMs = 30;
    const stores = Array.from({ length: 4 }, () => open({ shared: true }));
    const results = await Promise.all(stores.map(refresh));
    expect(results.every((result) => result?.ok)).toBe(true);
    expect(spent).toEqual(["rt-0", "rt-1", "rt-2", "rt-3"]);
    const kept = await placeOf().read();
    expect(kept).toMatchObject({ secret: "rt-4", version: "1" });
    expect(kept).not.toHaveProperty("claim");
  });

  test("the claim of a process that died ends by itself", async () => {
    const until = new Date(nowMs + 600).toISOString();
    vault.put(PATH, { refresh_token: "rt-0", refresh_claim: { by: "dead", until } });
    const startedMs = performance.now();
    const refreshing = refresh(open({ shared: true }));
    setTimeout(() => {
      nowMs += 700;
    }, 300);
    expect(await refreshing).toMatchObject({ ok: true });
    expect(performance.now() - startedMs).toBeGreaterThan(290);
  });
});

describe("a grant that is refused", () => {
  beforeEach(() => vault.put(PATH, { refresh_token: "rt-dead" }));

  test("is not tried again for a minute, whoever asks", async () => {
    const store = open();
    const failure = { ok: false, permanent: true, reason: "invalid_grant" };
    for (let asked = 0; asked < 5; asked += 1) expect(await refresh(store)).toMatchObject(failure);
    expect(spent).toEqual(["rt-dead"]);
    nowMs += 61_000;
    expect(await refresh(store)).toMatchObject(failure);
    expect(spent).toEqual(["rt-dead", "rt-dead"]);
  });

  test("is left as soon as the place shows another", async () => {
    const store = open();
    await refresh(store);
    vault.put(PATH, { refresh_token: "rt-alive" });
    expect(await refresh(store)).toMatchObject({ ok: true });
  });
});
