import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serverCreated } from "#lib/contract/server.ts";
import type { Database } from "#lib/db/database.ts";
import { readLaneRecords } from "#lib/db/lane-record.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { readLane } from "#lib/views/read-lane.ts";
import { createApiDatabase, tokenOf } from "#tests/support/api.ts";
import { serveApi } from "#tests/support/serve-api.ts";
import { OK, type ProviderPeer, startProviderPeer } from "./support/provider-peer.ts";
import { HELD, type LifeStory, liveShortly, OPEN, type ShortLife } from "./support/short-lived.ts";

const run = promisify(execFile);
const SCRIPT = resolve("tests/mcp/support/short-lived-process.ts");

let db: Database;
let api: Awaited<ReturnType<typeof serveApi>>;
let provider: ProviderPeer;
let folder: string;
let life: ShortLife;
let lanes: Map<string, string>;

/** An on-demand server of which one process has been seen, and one lane of it paused since. */
beforeAll(async () => {
  [db, folder, provider] = await Promise.all([
    createApiDatabase(),
    mkdtemp(join(tmpdir(), "lanekeeper-short-")),
    startProviderPeer(),
  ]);
  provider.answers.set("key-1", OK);
  api = await serveApi();
  const headers = { authorization: `Bearer ${await tokenOf(db, "admin")}`, "content-type": "application/json" };
  const ask = (path: string, body: unknown) =>
    fetch(`${api.url}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const { key } = serverCreated.parse(await (await ask("/servers", { name: "stdio-tools", presence: "on_demand" })).json());
  const secretPath = join(folder, "secret");
  await writeFile(secretPath, JSON.stringify({ secret: "key-1", version: "1", expires_at: "never" }));
  life = { url: api.url, key, server: "stdio-tools", provider: provider.url, secretPath, stateDir: null };
  expect(await liveShortly(life)).toMatchObject({ open: "200", held: "200" });
  const rows = await db.query<{ id: string; name: string }>("SELECT id, name FROM lane");
  lanes = new Map(rows.map(({ id, name }) => [name, id]));
  expect((await ask(`/lanes/${lanes.get(HELD)}/commands`, { kind: "pause", reason: "leaked" })).status).toBe(202);
});
afterAll(async () => {
  await Promise.all([api.close(), provider.close()]);
  await rm(folder, { recursive: true });
});

/** `count` lives, `width` at a time. */
async function liveMany(count: number, width: number, one: () => Promise<LifeStory>): Promise<LifeStory[]> {
  const stories: LifeStory[] = [];
  let left = count;
  const runner = async () => {
    while (left > 0) {
      left -= 1;
      stories.push(await one());
    }
  };
  await Promise.all(Array.from({ length: width }, runner));
  return stories;
}

async function judge(): Promise<void> {
  const soon = new Date(Date.now() + 1_000);
  while ((await judgeDueLanes(db, soon)) > 0);
}

async function expectQuiet(stories: readonly LifeStory[]): Promise<void> {
  expect(new Set(stories.map(({ open, held }) => `${open} ${held}`))).toEqual(new Set(["200 lane_paused"]));
  expect(new Set(stories.map(({ replica }) => replica)).size).toBe(stories.length);
  await judge();
  expect(await db.query("SELECT condition FROM alert")).toEqual([]);
  for (const name of [OPEN, HELD]) {
    const id = lanes.get(name) ?? "";
    const [record] = await readLaneRecords(db, [id]);
    expect([Object.keys(record?.replicas ?? {}), Object.keys(record?.state.boots ?? {})]).toEqual([[], []]);
    const lane = await readLane(db, id, new Date());
    expect(lane).toMatchObject({
      freshness: "idle",
      health: null,
      generation: { number: 1 },
      replicas: { length: Math.min(20, 1 + stories.length) },
    });
  }
}

test("16 real processes, four at a time: each comes up with the pause, and none leaves a trace on its lanes", async () => {
  const stories = await liveMany(16, 4, async () => {
    const { stdout } = await run(process.execPath, [SCRIPT, JSON.stringify(life)], { timeout: 60_000 });
    return JSON.parse(stdout) as LifeStory;
  });
  await expectQuiet(stories);
}, 180_000);

test("200 keepers over real HTTP, 16 at a time, the same", async () => {
  await expectQuiet(await liveMany(200, 16, () => liveShortly(life)));
  const targets = await db.query<{ count: number }>("SELECT count(*) AS count FROM command_target");
  // Those that obeyed while the pause was under way, and no more for as long as it lasts.
  expect(targets[0]?.count).toBeLessThan(30);
}, 180_000);
