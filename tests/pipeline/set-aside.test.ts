import { beforeEach, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { requestCommand } from "#lib/pipeline/command/index.ts";
import { attestRetirement } from "#lib/pipeline/edit/index.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { takeUpLanes } from "#lib/pipeline/record/index.ts";
import { listAlerts } from "#lib/views/list-alerts.ts";
import { listLanes } from "#lib/views/list-lanes.ts";
import { readLane } from "#lib/views/read-lane.ts";
import { readTimeline } from "#lib/views/read-timeline.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { refoldLanes } from "#tests/support/refold-lanes.ts";
import { at, NIGHT, operatorOf, registerTestServer, type TestReplica } from "./reporter.ts";

const T0 = NIGHT;
const FINGERPRINT = "9f2c41d0a7b35e68";
const generation = { generation: 1, fingerprint: FINGERPRINT };
const DAMAGED = { "a generation": "{}", "a boot": "[]", "the lane": '{"declared": 7}' };

let db: Database;
let replica: TestReplica;

beforeEach(async () => {
  db = await createTestDatabase();
  replica = (await registerTestServer(db, "github-tools")).replica("web1-1");
  const loaded = { ...generation, expires_at: at(T0, 300).toISOString() };
  const lanes = ["damaged", "sound"];
  await replica.send(T0, ...lanes.map((lane) => replica.event("credential.loaded", loaded, { at: T0, lane })));
});

const laneId = async (name = "damaged") =>
  (await db.query<{ id: string }>("SELECT id FROM lane WHERE name = $1", [name]))[0]?.id ?? "";

/** Damages one stored part of the lane; returns what puts it right again. */
async function damage(part: keyof typeof DAMAGED): Promise<() => Promise<unknown>> {
  const table = { "a generation": "generation", "a boot": "lane_replica", "the lane": "lane_profile" }[part];
  const id = await laneId();
  const [row] = await db.query<{ state: unknown }>(`SELECT state FROM ${table} WHERE lane_id = $1`, [id]);
  const write = (state: string) => db.query(`UPDATE ${table} SET state = $2::jsonb WHERE lane_id = $1`, [id, state]);
  await write(DAMAGED[part]);
  return () => write(JSON.stringify(row?.state));
}

const revoke = (lane: string, seconds: number) =>
  replica.event("credential.revoked", { ...generation, certainty: "confirmed" }, { at: at(T0, seconds), lane });
const healthOf = async (lane: string, seconds: number) => (await readLane(db, await laneId(lane), at(T0, seconds)))?.health;
const alertsOf = async () =>
  (await listAlerts(db, { limit: 50, state: "open" }, at(T0, 60))).items
    .filter(({ lane }) => lane.name === "damaged")
    .map(({ condition }) => condition)
    .toSorted();

it.each(["a generation", "a boot"] as const)(
  "events of a lane with %s that cannot be read are kept, and its neighbour goes on",
  async (part) => {
    const repair = await damage(part);
    expect(await replica.send(at(T0, 20), revoke("damaged", 20), revoke("sound", 20))).toMatchObject({
      accepted: 2,
      rejected: [],
    });
    expect(await healthOf("sound", 21)).toBe("revoked");
    expect(await alertsOf()).toEqual(["set_aside"]);
    expect(await readLane(db, await laneId(), at(T0, 21))).toMatchObject({ set_aside: true, health: "healthy" });
    const events = await db.query("SELECT 1 FROM event WHERE stream_id = $1", [await laneId()]);
    expect(events).toHaveLength(2);

    expect(await replica.send(at(T0, 30), revoke("damaged", 20))).toMatchObject({ accepted: 1 });
    await expect(takeUpLanes(db, at(T0, 80))).rejects.toThrow("still cannot be judged");
    await repair();
    expect(await takeUpLanes(db, at(T0, 90))).toBe(0);
    await replica.send(at(T0, 100), replica.event("server.heartbeat", {}, { at: at(T0, 100) }));
    expect(await takeUpLanes(db, at(T0, 141))).toBe(1);
    expect(await healthOf("damaged", 142)).toBe("revoked");
    expect(await alertsOf()).toEqual(["revoked"]);
    expect(await readLane(db, await laneId(), at(T0, 142))).toMatchObject({ set_aside: false });
    expect(await refoldLanes(db)).toEqual([]);
    const told = await db.query<{ action: string }>(
      "SELECT action FROM action WHERE lane_id = $1 AND action LIKE 'lane.%' ORDER BY stream_seq",
      [await laneId()],
    );
    expect(told.map(({ action }) => action)).toEqual(["lane.set_aside", "lane.taken_up", "lane.contained"]);
  },
);

it("a request that tells of the damaged lane alone is answered as ever, also when it is sent again", async () => {
  await damage("a generation");
  const event = revoke("damaged", 20);
  expect(await replica.send(at(T0, 20), event)).toMatchObject({ accepted: 1, duplicates: 0 });
  expect(await replica.send(at(T0, 21), event)).toMatchObject({ accepted: 0, duplicates: 1 });
});

it.each(Object.keys(DAMAGED) as (keyof typeof DAMAGED)[])(
  "the clock sets a lane aside of which %s cannot be read, and the console still shows it",
  async (part) => {
    await damage(part);
    const seen = async () => {
      const now = at(T0, 310);
      const { items } = await listLanes(db, { limit: 10, sort: "urgency" }, now);
      const lane = await readLane(db, await laneId(), now);
      const story = await readTimeline(db, await laneId(), { limit: 50 }, now);
      return [items.length, lane?.name, story?.entries.length !== 0];
    };
    expect(await seen()).toEqual([2, "damaged", true]);
    await judgeDueLanes(db, at(T0, 301)).catch(() => undefined);
    expect(await healthOf("sound", 302)).toBe("expired");
    expect(await seen()).toEqual([2, "damaged", true]);
  },
);

it("a lane that is set aside can be paused, and nothing else", async () => {
  const repair = await damage("a generation");
  await replica.send(at(T0, 20), revoke("damaged", 20));
  const order = async (kind: "pause" | "resume" | "rotate") =>
    requestCommand({
      ctx: operatorOf(db, at(T0, 25)),
      laneId: await laneId(),
      request: { kind, reason: "odd" },
      idempotencyKey: null,
    });
  await expect(order("rotate")).rejects.toThrow("can only be paused");
  const word = { ctx: operatorOf(db, at(T0, 26)), laneId: await laneId(), number: 1, reason: "it is dead" };
  await expect(attestRetirement(word)).rejects.toThrow("can only be paused");
  await order("pause");
  expect(await db.query("SELECT 1 FROM lane_profile WHERE paused_at IS NOT NULL")).toHaveLength(1);
  await expect(order("resume")).rejects.toThrow("can only be paused");
  await repair();
  await takeUpLanes(db, at(T0, 90));
  expect(await db.query("SELECT control FROM lane WHERE name = 'damaged'")).toEqual([{ control: "contained" }]);
});
