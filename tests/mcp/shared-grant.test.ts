import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { serverCreated } from "#lib/contract/server.ts";
import type { Database } from "#lib/db/database.ts";
import type { HubSpotGrant } from "#lib/demo/upstream/hubspot/grant.ts";
import { type HubSpotSimulator, startHubSpot } from "#lib/demo/upstream/hubspot/hubspot.ts";
import { createKeeper, type Keeper, oauthRefreshStore, type Store } from "#lib/mcp/index.ts";
import { createApiDatabase, tokenOf } from "#tests/support/api.ts";
import { serveApi } from "#tests/support/serve-api.ts";

const APP = { clientId: "acme-crm", clientSecret: "not-a-real-secret" };
const LANE = "hubspot-prod";
const READ = "crm.objects.contacts.read";

let db: Database;
let api: Awaited<ReturnType<typeof serveApi>>;
let key: string;
let hubspot: HubSpotSimulator;
let grant: HubSpotGrant;
let folder: string;
let path: string;
let keepers: Keeper[];

beforeAll(async () => {
  db = await createApiDatabase();
  api = await serveApi();
  hubspot = await startHubSpot({ app: APP });
  const authorization = `Bearer ${await tokenOf(db, "admin")}`;
  const headers = { authorization, "content-type": "application/json" };
  const created = await fetch(`${api.url}/api/v1/servers`, {
    method: "POST",
    headers,
    body: JSON.stringify({ name: "crm-tools" }),
  });
  key = serverCreated.parse(await created.json()).key;
});
afterAll(() => Promise.all([api.close(), hubspot.close()]));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lanekeeper-grant-"));
  path = join(folder, "grant.json");
  keepers = [];
  grant = hubspot.issueGrant({ hubId: 62515, scopes: [READ], accessLifetimeMs: 2_000, rotates: true });
  await writeFile(path, JSON.stringify({ refresh_token: grant.refreshToken, scopes: [READ] }));
});
afterEach(async () => {
  await Promise.all(keepers.map((keeper) => keeper.stop()));
  await rm(folder, { recursive: true });
});

const storeOf = (shared: boolean): Store =>
  oauthRefreshStore({ ...APP, tokenUrl: `${hubspot.url}/oauth/2026-03/token`, path, shared });

/** A keeper as another process would hold it: a store of its own over the same file. */
async function startKeeper(url = api.url): Promise<Keeper> {
  const keeper = createKeeper({
    url,
    key,
    server: "crm-tools",
    stateDir: null,
    whenUnknown: "serve",
    lanes: [{ name: LANE, provider: "hubspot", store: storeOf(true), routes: [{ tool: "contacts_list" }], baseUrl: hubspot.url }],
  });
  keepers.push(keeper);
  await keeper.start();
  return keeper;
}

const use = async (keeper: Keeper) => (await keeper.lane(LANE).fetch("/crm/v3/objects/contacts")).status;
const storedToken = async () => (JSON.parse(await readFile(path, "utf8")) as { refresh_token: string }).refresh_token;

/** Uses both all the time, until the provider has replaced the refresh token so often. */
async function useUntil(refreshes: number, timeoutMs: number): Promise<number[]> {
  const statuses: number[] = [];
  const endMs = performance.now() + timeoutMs;
  while (grant.spentTokens.length < refreshes && performance.now() < endMs) {
    statuses.push(...(await Promise.all(keepers.map(use))));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return statuses;
}

test("two keepers refresh one grant many times, and no refresh token is used twice", async () => {
  await Promise.all([startKeeper(), startKeeper()]);
  const statuses = await useUntil(30, 60_000);
  expect(grant.spentTokens.length).toBeGreaterThanOrEqual(30);
  expect([grant.revoked, new Set(statuses)]).toEqual([false, new Set([200])]);
  const [lease] = await db.query<{ fence: number }>("SELECT fence FROM refresh_lease");
  expect(lease?.fence).toBeGreaterThanOrEqual(30);
  await Promise.all(keepers.map((keeper) => keeper.stop()));
  expect(await storedToken()).toBe(grant.refreshToken);
}, 90_000);

test("while Lanekeeper is away the lock beside the file does it", async () => {
  await Promise.all([startKeeper("http://127.0.0.1:1"), startKeeper("http://127.0.0.1:1")]);
  const statuses = await useUntil(8, 30_000);
  expect(grant.spentTokens.length).toBeGreaterThanOrEqual(8);
  expect([grant.revoked, new Set(statuses)]).toEqual([false, new Set([200])]);
}, 45_000);

test("without any agreement the grant dies: the provider sees its token used twice", async () => {
  const stores = [storeOf(false), storeOf(false)];
  const context = { fetch, now: () => new Date() };
  const refresh = (store: Store) => store.refresh?.({ secret: "" }, context);
  await vi.waitFor(
    async () => {
      await Promise.all(stores.map(refresh));
      expect(grant.revoked).toBe(true);
    },
    { timeout: 10_000 },
  );
});

test("what is refreshed under a lease that somebody else has taken over is not written over theirs", async () => {
  const theirs = { refresh_token: "na1-theirs", scopes: [READ], grant: "same", fence: 9 };
  const slow: typeof fetch = async (...args) => {
    const answer = await fetch(...args);
    await writeFile(path, JSON.stringify(theirs));
    return answer;
  };
  const mine = { kind: "mine" as const, fence: 3, leftMs: () => 30_000, release: async () => {} };
  const context = { fetch: slow, now: () => new Date(), takeTurn: async () => mine };
  expect(await storeOf(true).refresh?.({ secret: "" }, context)).toMatchObject({ ok: true });
  expect(JSON.parse(await readFile(path, "utf8"))).toEqual(theirs);
});

test("a lease with too little left is not begun on", async () => {
  const late = { kind: "mine" as const, fence: 3, leftMs: () => 3_000, release: async () => {} };
  const context = { fetch, now: () => new Date(), takeTurn: async () => late };
  expect(await storeOf(true).refresh?.({ secret: "" }, context)).toMatchObject({
    ok: false,
    permanent: false,
    reason: "refresh_lease_over",
  });
  expect(grant.spentTokens).toEqual([]);
});
