import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { commandView } from "#lib/contract/command.ts";
import { type LaneDetail, laneDetail } from "#lib/contract/lane.ts";
import { serverCreated } from "#lib/contract/server.ts";
import type { Database } from "#lib/db/database.ts";
import { createLog } from "#lib/log.ts";
import { createKeeper, fileStore, type Keeper } from "#lib/mcp/index.ts";
import { writeAtomically } from "#lib/mcp/write-atomically.ts";
import { clockLoop } from "#lib/worker/clock-loop.ts";
import { createApiDatabase, tokenOf } from "#tests/support/api.ts";
import { serveApi } from "#tests/support/serve-api.ts";
import { OK, type ProviderPeer, startProviderPeer, UNAUTHORIZED } from "./support/provider-peer.ts";

const LANE = "github-prod";
const PATIENCE = { timeout: 30_000, interval: 100 };
vi.setConfig({ testTimeout: 120_000 });

let db: Database;
let api: Awaited<ReturnType<typeof serveApi>>;
let provider: ProviderPeer;
let folder: string;
let key: string;
let headers: Record<string, string>;
const keepers = new Map<string, Keeper>();
/** Replicas whose way to the provider is broken: whatever they ask, they see a refusal. */
const misled = new Set<string>();
const clock = new AbortController();
let clockEnded: Promise<void>;

beforeAll(async () => {
  db = await createApiDatabase();
  [api, provider, folder] = await Promise.all([serveApi(), startProviderPeer(), mkdtemp(join(tmpdir(), "lanekeeper-witness-"))]);
  clockEnded = clockLoop(db, createLog("worker"), clock.signal);
  headers = { authorization: `Bearer ${await tokenOf(db, "admin")}`, "content-type": "application/json" };
  key = serverCreated.parse(await send("servers", { name: "github-tools" })).key;
  provider.answers.set("key-3", OK);
  const issued_at = new Date(Date.now() - 60_000).toISOString();
  await writeAtomically(join(folder, LANE), JSON.stringify({ secret: "key-3", version: "3", issued_at, expires_at: "never" }));
});
afterAll(async () => {
  await Promise.all([...keepers.values()].map((keeper) => keeper.stop()));
  await Promise.all([api.close(), provider.close()]);
  clock.abort();
  await clockEnded;
  await rm(folder, { recursive: true });
});

async function send(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${api.url}/api/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

async function start(replica: string): Promise<void> {
  const keeper = createKeeper({
    url: api.url,
    key,
    server: "github-tools",
    replica,
    stateDir: null,
    heartbeatS: 1,
    whenUnknown: "serve",
    fetch: async (input, init) => {
      const answer = await fetch(input, init);
      const isProviders = new URL(answer.url).origin === provider.url;
      if (!isProviders || !misled.has(replica)) return answer;
      return Response.json({ message: "Bad credentials" }, { status: 401 });
    },
    lanes: [
      {
        name: LANE,
        provider: "github",
        store: fileStore({ path: join(folder, LANE), pollMs: 500 }),
        routes: [{ tool: "issues_list" }],
        baseUrl: provider.url,
        probe: ({ fetch }) => fetch("/user"),
      },
    ],
  });
  keepers.set(replica, keeper);
  await keeper.start();
}

let laneId = "";
async function readLane(): Promise<LaneDetail> {
  const response = await fetch(`${api.url}/api/v1/lanes/${laneId}`, { headers });
  return laneDetail.parse(await response.json());
}
/** One call of a replica through its lane: what it got, or the code it was refused with. */
async function callAs(replica: string): Promise<string> {
  const lane = keepers.get(replica)?.lane(LANE);
  return (
    lane?.fetch("/issues").then(
      (response) => `${response.status}`,
      (error: { refusal?: { code: string } }) => error.refusal?.code ?? "failed",
    ) ?? "no lane"
  );
}

test("one of three replicas claims a revocation that is none: it alone stops, until a person overrules it", async () => {
  await Promise.all(["one", "two", "three"].map(start));
  await vi.waitFor(async () => {
    const [lane] = await db.query<{ id: string }>("SELECT id FROM lane WHERE name = $1", [LANE]);
    laneId = lane?.id ?? "";
    expect((await readLane()).replicas.filter(({ live, serving }) => live && serving)).toHaveLength(3);
  }, PATIENCE);
  expect(await Promise.all(["one", "two", "three"].map(callAs))).toEqual(["200", "200", "200"]);

  misled.add("two");
  expect(await callAs("two")).toBe("credential_revoked");
  const used = provider.used().length;
  expect(await callAs("two")).toBe("credential_revoked");
  expect(provider.used()).toHaveLength(used);

  // Lanekeeper has another one look, which finds nothing wrong.
  await vi.waitFor(async () => {
    expect((await readLane()).conditions[0]?.detail).toMatch(/one replica says revoked .*; another's probe passed/);
  }, PATIENCE);
  const doubted = await readLane();
  expect(doubted).toMatchObject({ control: "active", health: "revoked", containment: null });
  expect(doubted.probes).toMatchObject([{ requested_by_kind: "system", status: "succeeded" }]);
  expect(doubted.probes[0]?.targets.map(({ replica }) => replica)).not.toContain("two");
  const [verdict] = doubted.verdicts;
  expect(verdict).toMatchObject({ replica: "two", certainty: "inferred", overrule_with: doubted.probes[0]?.id });
  expect(await Promise.all(["one", "two", "three"].map(callAs))).toEqual(["200", "credential_revoked", "200"]);

  // Its way is mended, and a person says that it was wrong.
  misled.delete("two");
  const probe = commandView.parse(await send(`lanes/${laneId}/commands`, { kind: "probe", reason: "mended", replica: "two" }));
  await vi.waitFor(async () => {
    expect((await readLane()).probes.find(({ id }) => id === probe.id)?.status).toBe("succeeded");
  }, PATIENCE);
  expect(await callAs("two")).toBe("credential_revoked");
  // It said so twice: of the credential, and of the call that met the refusal.
  for (const { event_id, overrule_with } of (await readLane()).verdicts) {
    const overruling = { event_id, probe_command_id: overrule_with, reason: "its proxy was broken" };
    await send(`lanes/${laneId}/generations/3/overrule`, overruling);
  }
  await vi.waitFor(async () => expect(await callAs("two")).toBe("200"), PATIENCE);
  await vi.waitFor(async () => {
    expect(await readLane()).toMatchObject({ control: "active", health: "healthy", alerts: [] });
  }, PATIENCE);
});

test("when the key really dies, whoever is asked finds it dead too, and all are stopped", async () => {
  provider.answers.set("key-3", UNAUTHORIZED);
  expect(await callAs("one")).toBe("credential_revoked");
  await vi.waitFor(async () => expect(await readLane()).toMatchObject({ control: "contained", health: "revoked" }), PATIENCE);
  const lane = await readLane();
  expect(["two_replicas", "probe_dead"]).toContain(lane.containment?.because);
  await vi.waitFor(() => {
    for (const keeper of keepers.values()) expect(keeper.lane(LANE).status().control).toBe("contained");
  }, PATIENCE);
  const used = provider.used().length;
  expect(await Promise.all(["one", "two", "three"].map(callAs))).toEqual(Array(3).fill("credential_revoked"));
  expect(provider.used()).toHaveLength(used);
});
