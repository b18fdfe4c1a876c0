import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { serverCreated } from "#lib/contract/server.ts";
import type { Database } from "#lib/db/database.ts";
import type { HubSpotGrant } from "#lib/demo/upstream/hubspot/grant.ts";
import { type HubSpotSimulator, startHubSpot } from "#lib/demo/upstream/hubspot/hubspot.ts";
import { createKeeper, type Keeper, oauthRefreshStore, vaultStore } from "#lib/mcp/index.ts";
import { createApiDatabase, tokenOf } from "#tests/support/api.ts";
import { serveApi } from "#tests/support/serve-api.ts";
import { startVault, type VaultSimulator } from "../support/vault-simulator.ts";

const APP = { clientId: "acme-crm", clientSecret: "not-a-real-secret" };
const LANE = "hubspot-prod";
const PATH = "mcp/crm";
const READ = "crm.objects.contacts.read";

let db: Database;
let api: Awaited<ReturnType<typeof serveApi>>;
let key: string;
let hubspot: HubSpotSimulator;
let vault: VaultSimulator;
let grant: HubSpotGrant;
let keepers: Keeper[];

beforeAll(async () => {
  db = await createApiDatabase();
  api = await serveApi();
  hubspot = await startHubSpot({ app: APP });
  const headers = { authorization: `Bearer ${await tokenOf(db, "admin")}`, "content-type": "application/json" };
  const body = JSON.stringify({ name: "crm-tools" });
  const created = await fetch(`${api.url}/api/v1/servers`, { method: "POST", headers, body });
  key = serverCreated.parse(await created.json()).key;
});
afterAll(() => Promise.all([api.close(), hubspot.close()]));

beforeEach(async () => {
  vault = await startVault();
  keepers = [];
  grant = hubspot.issueGrant({ hubId: 62515, scopes: [READ], accessLifetimeMs: 2_000, rotates: true });
  vault.put(PATH, { refresh_token: grant.refreshToken, scopes: [READ], owner: "crm-team" });
});
afterEach(async () => {
  await Promise.all(keepers.map((keeper) => keeper.stop()));
  await vault.close();
});

/** A keeper as another machine would hold it, over the same secret of the same Vault. */
async function startKeeper(url: string): Promise<Keeper> {
  const place = vaultStore({
    url: vault.http.url,
    auth: { roleId: vault.role.roleId, secretId: vault.role.secretId },
    path: PATH,
    field: "refresh_token",
    pollMs: 200,
  });
  const store = oauthRefreshStore({ ...APP, tokenUrl: `${hubspot.url}/oauth/2026-03/token`, store: place, shared: true });
  const routes = [{ tool: "contacts_list" }];
  const lanes = [{ name: LANE, provider: "hubspot", store, routes, baseUrl: hubspot.url }];
  const keeper = createKeeper({ url, key, server: "crm-tools", stateDir: null, whenUnknown: "serve", lanes });
  keepers.push(keeper);
  await keeper.start();
  return keeper;
}

const use = async (keeper: Keeper) => (await keeper.lane(LANE).fetch("/crm/v3/objects/contacts")).status;

/** Uses both all the time, until the provider has replaced the refresh token so often. */
async function useUntil(refreshes: number): Promise<Set<number>> {
  const statuses = new Set<number>();
  const endMs = performance.now() + 40_000;
  while (grant.spentTokens.length < refreshes && performance.now() < endMs) {
    for (const status of await Promise.all(keepers.map(use))) statuses.add(status);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return statuses;
}

test.each([
  ["under Lanekeeper's lease", () => api.url],
  ["by claims alone, while Lanekeeper is away", () => "http://127.0.0.1:1"],
])(
  "two keepers refresh a grant in Vault %s: no token is used twice, and it stays one generation",
  async (_how, url) => {
    await Promise.all([startKeeper(url()), startKeeper(url())]);
    expect(await useUntil(8)).toEqual(new Set([200]));
    expect(grant.spentTokens.length).toBeGreaterThanOrEqual(8);
    expect(grant.revoked).toBe(false);
    const served = keepers.map((keeper) => keeper.lane(LANE).status());
    expect(served.map(({ generation }) => generation)).toEqual([1, 1]);
    expect(new Set(served.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  },
  60_000,
);
