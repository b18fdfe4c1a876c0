import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type CommandRequest, type CommandView, commandView } from "#lib/contract/command.ts";
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
const retired: string[] = [];
const clock = new AbortController();
let clockEnded: Promise<void>;

beforeAll(async () => {
  db = await createApiDatabase();
  [api, provider, folder] = await Promise.all([serveApi(), startProviderPeer(), mkdtemp(join(tmpdir(), "lanekeeper-fleet-"))]);
  clockEnded = clockLoop(db, createLog("worker"), clock.signal);
  headers = { authorization: `Bearer ${await tokenOf(db, "admin")}`, "content-type": "application/json" };
  key = serverCreated.parse(await send("servers", { name: "github-tools" })).key;
  for (const token of ["key-3", "key-4"]) provider.answers.set(token, OK);
});
afterAll(async () => {
  await Promise.all([...keepers.values()].map((keeper) => keeper.stop()));
  await Promise.all([api.close(), provider.close()]);
  clock.abort();
  await clockEnded;
  await rm(folder, { recursive: true });
});

const read = async (path: string): Promise<unknown> => (await fetch(`${api.url}/api/v1/${path}`, { headers })).json();
async function send(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${api.url}/api/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

/** Each replica reads a store of its own, as on machines that a new secret reaches one by one. */
const put = (replica: string, version: number) =>
  writeAtomically(join(folder, replica), JSON.stringify({ secret: `key-${version}`, version: String(version) }));

/** Half of them can neither probe nor end a key. */
async function start(replica: string, version: number, canProbe: boolean): Promise<void> {
  await put(replica, version);
  const keeper = createKeeper({
    url: api.url,
    key,
    server: "github-tools",
    replica,
    stateDir: null,
    heartbeatS: 1,
    whenUnknown: "serve",
    lanes: [
      {
        name: LANE,
        provider: "github",
        store: fileStore({ path: join(folder, replica), pollMs: 100 }),
        routes: [{ tool: "issues_list" }],
        baseUrl: provider.url,
        ...(canProbe ? { probe: ({ fetch }) => fetch("/user"), retire } : {}),
      },
    ],
  });
  keepers.set(replica, keeper);
  await keeper.start();
}

async function retire({ credential }: { credential: string }): Promise<void> {
  retired.push(credential);
  provider.answers.set(credential, UNAUTHORIZED);
}

let laneId = "";
const readLane = async (): Promise<LaneDetail> => laneDetail.parse(await read(`lanes/${laneId}`));
const readCommand = async (id: string): Promise<CommandView> => commandView.parse(await read(`commands/${id}`));
const order = async (request: CommandRequest): Promise<string> =>
  commandView.parse(await send(`lanes/${laneId}/commands`, request)).id;
const served = (replica: string) => keepers.get(replica)?.lane(LANE).status().generation;
const storeOf = (replica: string) => keepers.get(replica)?.lane(LANE).status().store?.version;
const statuses = ({ targets }: CommandView, phase: string) =>
  Object.fromEntries(targets.filter((target) => target.phase === phase).map(({ replica, status }) => [replica, status]));

test("three replicas rotate while one stops and others come, and nobody is left behind unseen", async () => {
  await Promise.all([start("one", 3, true), start("two", 3, false), start("three", 3, true)]);
  await vi.waitFor(async () => {
    const [lane] = await db.query<{ id: string }>("SELECT id FROM lane WHERE name = $1 AND health = 'unknown_expiry'", [LANE]);
    laneId = lane?.id ?? "";
    expect((await readLane()).replicas.filter(({ live, serving }) => live && serving?.number === 3)).toHaveLength(3);
  }, PATIENCE);
  await Promise.all(["one", "two", "three"].map((replica) => put(replica, 4)));
  await vi.waitFor(() => expect(["one", "two", "three"].map(storeOf)).toEqual(["4", "4", "4"]), PATIENCE);

  // A pause lets prepare finish, by one that can probe, and holds adopting.
  const pause = await order({ kind: "pause", reason: "look first" });
  const rotation = await order({ kind: "rotate", reason: "planned", retire_old: { after_s: 5 } });
  await vi.waitFor(
    async () => expect(await readCommand(rotation)).toMatchObject({ phase: "prepare", candidate: { number: 4 } }),
    PATIENCE,
  );
  expect(Object.keys(statuses(await readCommand(rotation), "prepare"))).not.toContain("two");
  await vi.waitFor(async () => expect((await readCommand(pause)).status).toBe("succeeded"), PATIENCE);
  expect(["one", "two", "three"].map(served)).toEqual([3, 3, 3]);

  // One stops in the middle, and one comes with the old generation.
  await keepers.get("three")?.stop();
  await start("four", 3, false);
  await put("four", 4);
  await vi.waitFor(() => expect(storeOf("four")).toBe("4"), PATIENCE);
  await order({ kind: "resume", reason: "go on" });
  await vi.waitFor(async () => expect(await readCommand(rotation)).toMatchObject({ status: "succeeded" }), PATIENCE);
  expect(statuses(await readCommand(rotation), "adopt")).toEqual({
    one: "succeeded",
    two: "succeeded",
    three: "gone",
    four: "succeeded",
  });
  expect(["one", "two", "four"].map(served)).toEqual([4, 4, 4]);

  // One that comes in the overlap with an old store is shown behind, and keeps the old key from being ended under it.
  await start("five", 3, false);
  await vi.waitFor(async () => {
    const lane = await readLane();
    expect(lane.behind).toMatchObject({ replicas: 1 });
    expect(lane.replicas.find(({ name }) => name === "five")).toMatchObject({ behind: true, serving: { number: 3 } });
  }, PATIENCE);
  await vi.waitFor(
    async () => expect(statuses(await readCommand(rotation), "adopt")).toMatchObject({ five: "failed" }),
    PATIENCE,
  );
  expect(retired).toEqual([]);

  // It follows by itself as soon as its store shows what the others serve; then the old key ends, by one that can.
  await put("five", 4);
  await vi.waitFor(() => expect(served("five")).toBe(4), PATIENCE);
  provider.http.requests.length = 0;
  await vi.waitFor(async () => expect(await readCommand(rotation)).toMatchObject({ closed_as: "proven" }), PATIENCE);
  expect(retired).toEqual(["key-3"]);
  expect(provider.used().filter((token) => token === "key-3").length).toBeLessThanOrEqual(3);
  expect(statuses(await readCommand(rotation), "retire_old")).toEqual({ one: "succeeded" });
  const lane = await readLane();
  expect(lane).toMatchObject({ behind: null, split: null, rotation: null, control: "active" });
  expect(lane.generations.find(({ number }) => number === 3)).toMatchObject({ state: "retired", retirement: "automatic" });
});
