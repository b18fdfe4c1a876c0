import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LaneDetail } from "#lib/contract/lane.ts";
import type { Database } from "#lib/db/database.ts";
import { noteGoneReplicas } from "#lib/db/departed-replicas.ts";
import { readLaneRecords } from "#lib/db/lane-record.ts";
import { writeHeartbeats } from "#lib/db/replicas.ts";
import { requestCommand } from "#lib/pipeline/command/index.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { forgetReplicas } from "#lib/pipeline/retention/index.ts";
import { readLane } from "#lib/views/read-lane.ts";
import { readTimeline } from "#lib/views/read-timeline.ts";
import { readServer } from "#lib/views/servers.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { at, operatorOf, registerTestServer, type TestReplica, type TestServer } from "./reporter.ts";

/** Long enough ago that a day later is still in the past, where partitions of events exist. */
const T0 = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 3 * 86_400_000);
const DAY_S = 86_400;
const FINGERPRINT = "9f2c41d0a7b35e68";

let db: Database;
let server: TestServer;
let servers = 0;

beforeAll(async () => {
  db = await createTestDatabase();
});

async function use(presence: "always_on" | "on_demand"): Promise<void> {
  servers += 1;
  server = await registerTestServer(db, `stdio-tools-${servers}`, presence);
}

const loaded = (replica: TestReplica, when: Date) => [
  replica.event("server.started", {}, { at: when }),
  replica.event("lane.declared", { provider: "github" }, { at: when }),
  replica.event("credential.loaded", { generation: 3, fingerprint: FINGERPRINT, expires_at: "never" }, { at: when }),
];

/** A process that lives for two seconds and says goodbye, unless it is killed. */
async function live(index: number, startS: number, { killed = false } = {}): Promise<TestReplica> {
  const replica = server.replica(`r${index}`);
  await replica.send(at(T0, startS), ...loaded(replica, at(T0, startS)));
  if (!killed) await replica.send(at(T0, startS + 2), replica.event("server.stopped", {}, { at: at(T0, startS + 2) }));
  return replica;
}

async function laneId(): Promise<string> {
  const [row] = await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1", [server.id]);
  return row?.id ?? "";
}
async function laneAt(seconds: number): Promise<LaneDetail> {
  const lane = await readLane(db, await laneId(), at(T0, seconds));
  if (!lane) throw new Error("there is no lane");
  return lane;
}
const judge = async (seconds: number) => {
  while ((await judgeDueLanes(db, at(T0, seconds))) > 0);
};
const count = async (table: "replica" | "lane_replica" | "past_replica") => {
  const join = table === "lane_replica" ? "JOIN lane l ON l.id = lane_id WHERE l.server_id = $1" : "WHERE server_id = $1";
  const [row] = await db.query<{ count: number }>(`SELECT count(*) AS count FROM ${table} ${join}`, [server.id]);
  return row?.count ?? 0;
};
/** What must not depend on who is still written down. */
const essence = ({ replicas: _, server_time: __, blast_radius: ___, ...lane }: LaneDetail) => lane;

describe("200 replicas of an on-demand server that live for two seconds", () => {
  beforeEach(() => use("on_demand"));

  it("raise no alert, and a lane is read with none of those that left", async () => {
    for (let index = 0; index < 200; index += 1) {
      await live(index, index * 3);
      if (index % 10 === 0) await judge(index * 3 + 2);
    }
    await judge(700);
    const [record] = await readLaneRecords(db, [await laneId()]);
    expect([Object.keys(record?.replicas ?? {}), Object.keys(record?.state.boots ?? {})]).toEqual([[], []]);
    expect(await count("lane_replica")).toBe(200);
    const lane = await laneAt(700);
    expect(lane).toMatchObject({
      freshness: "idle",
      health: null,
      alerts: [],
      generation: { number: 3, fingerprint: FINGERPRINT },
    });
    expect(lane.last_report_at).toBe(at(T0, 199 * 3 + 2).toISOString());
    expect(lane.replicas).toHaveLength(20);
    expect(lane.replicas[0]).toMatchObject({ name: "r199", live: false, serving: { number: 3 } });
    expect((await db.query("SELECT 1 FROM alert WHERE lane_id = $1", [lane.id])).length).toBe(0);
    expect(await readServer(db, server.id, at(T0, 700))).toMatchObject({ freshness: "idle", lanes: 1, lanes_in_trouble: 0 });
  });

  it("leave nothing behind a day later but their names, and the lane is seen as before", async () => {
    for (let index = 0; index < 30; index += 1) await live(index, index * 3);
    await judge(200);
    const before = await laneAt(DAY_S + 3_600);
    expect(await forgetReplicas(db, at(T0, DAY_S + 3_600), 400)).toBeGreaterThanOrEqual(30);
    expect([await count("replica"), await count("lane_replica"), await count("past_replica")]).toEqual([0, 0, 30]);
    await judge(DAY_S + 3_600);
    expect(essence(await laneAt(DAY_S + 3_600))).toEqual(essence(before));
    expect(before).toMatchObject({ freshness: "idle", generation: { number: 3 }, replicas: { length: 20 } });
    expect(await readServer(db, server.id, at(T0, DAY_S + 3_600))).toMatchObject({
      freshness: "idle",
      last_report_at: at(T0, 89).toISOString(),
    });
    const range = { from: T0.toISOString(), to: at(T0, 3_600).toISOString(), limit: 500 };
    const story = await readTimeline(db, await laneId(), range, at(T0, DAY_S + 3_600));
    expect(story?.entries.filter(({ source }) => source === "event").map(({ replica }) => replica)).toContain("r0");
  });

  it("that are heard again are known by the same id, and what they send again is no news", async () => {
    const replica = await live(1, 0);
    await forgetReplicas(db, at(T0, DAY_S + 60), 400);
    expect(await count("replica")).toBe(0);
    const again = server.replica(replica.name);
    const receipt = await again.send(at(T0, DAY_S + 61), ...loaded(again, T0));
    expect(receipt).toMatchObject({ accepted: 0, duplicates: 3 });
    const ids = await db.query<{ id: string }>("SELECT id FROM known_replica WHERE server_id = $1", [server.id]);
    expect(ids).toHaveLength(1);
  });
});

describe("replicas that were killed", () => {
  it("are taken for gone once others went on, and count no more", async () => {
    await use("on_demand");
    for (let index = 0; index < 10; index += 1) await live(index, index, { killed: true });
    const last = server.replica("last");
    await last.send(at(T0, 300), ...loaded(last, at(T0, 300)));
    await judge(301);
    const before = await laneAt(301);
    expect(await noteGoneReplicas(db, at(T0, 301))).toBeGreaterThanOrEqual(10);
    const [record] = await readLaneRecords(db, [await laneId()]);
    expect(Object.keys(record?.state.boots ?? {})).toHaveLength(1);
    await judge(302);
    expect(essence(await laneAt(301))).toEqual(essence(before));
    expect(await noteGoneReplicas(db, at(T0, 302))).toBe(0);
  });

  it("come back where they were only cut off", async () => {
    await use("always_on");
    const cutOff = await live(1, 0, { killed: true });
    await live(2, 300, { killed: true });
    expect(await noteGoneReplicas(db, at(T0, 301))).toBe(1);
    await cutOff.send(at(T0, 302), cutOff.event("server.heartbeat", { heartbeat_s: 31 }, { at: at(T0, 302) }));
    await cutOff.send(at(T0, 303), cutOff.event("credential.verified", { generation: 3 }, { at: at(T0, 303) }));
    const [record] = await readLaneRecords(db, [await laneId()]);
    expect(Object.keys(record?.state.boots ?? {})).toHaveLength(2);
  });

  it("all at once stay as they were: nothing is over because data stopped arriving", async () => {
    await use("always_on");
    const failing = await live(1, 0, { killed: true });
    const failed = { generation: 3, fingerprint: FINGERPRINT, attempt: 4, permanent: true };
    await failing.send(at(T0, 5), failing.event("credential.refresh_failed", failed, { at: at(T0, 5) }));
    await live(2, 6, { killed: true });
    await judge(400);
    const before = await laneAt(2 * DAY_S);
    await forgetReplicas(db, at(T0, 2 * DAY_S), 400);
    expect(await count("replica")).toBe(2);
    await judge(2 * DAY_S);
    const after = await laneAt(2 * DAY_S);
    expect(essence(after)).toEqual(essence(before));
    expect(after).toMatchObject({ health: "refresh_failing", freshness: "silent" });
  });

  it("a silent server stays silent, and does not become one that never reported", async () => {
    await use("always_on");
    await live(1, 0);
    await forgetReplicas(db, at(T0, 2 * DAY_S), 400);
    expect(await count("replica")).toBe(0);
    await judge(2 * DAY_S);
    expect(await laneAt(2 * DAY_S)).toMatchObject({ freshness: "silent", alerts: [{ condition: "silent" }] });
  });
});

describe("what a boot said while it lived, heard late,", () => {
  const liveBoots = async (seconds: number) => {
    const lane = await laneAt(seconds);
    return lane.replicas.filter(({ live }) => live).map(({ name }) => name);
  };
  const failed = { generation: 3, fingerprint: FINGERPRINT, attempt: 4, permanent: true };
  beforeEach(() => use("always_on"));

  it("is folded, and does not bring back one that was killed", async () => {
    const killed = await live(1, 0, { killed: true });
    await live(2, 300, { killed: true });
    await noteGoneReplicas(db, at(T0, 301));
    await killed.send(at(T0, 302), killed.event("credential.refresh_failed", failed, { at: at(T0, 9) }));
    expect(await liveBoots(303)).toEqual(["r2"]);
    expect(await laneAt(303)).toMatchObject({ health: "healthy" });
    expect(await db.query("SELECT 1 FROM replica WHERE server_id = $1 AND gone_at IS NOT NULL", [server.id])).toHaveLength(1);
  });

  it("does not bring back one whose row is long gone", async () => {
    const stopped = await live(1, 0);
    await live(2, 10, { killed: true });
    await forgetReplicas(db, at(T0, DAY_S + 60), 400);
    await stopped.send(at(T0, DAY_S + 61), stopped.event("credential.refresh_failed", failed, { at: at(T0, 1) }));
    expect(await liveBoots(DAY_S + 62)).toEqual([]);
    const [record] = await readLaneRecords(db, [await laneId()]);
    expect(Object.keys(record?.state.boots ?? {})).toHaveLength(1);
  });

  it("does not keep one alive whose clock is right, and a clock that is known to be behind is no lateness", async () => {
    const replica = server.replica("behind");
    await replica.send(T0, ...loaded(replica, at(T0, -600)));
    expect(await liveBoots(1)).toEqual([]);
    await replica.send(at(T0, 5), replica.event("server.heartbeat", { heartbeat_s: 10 }, { at: at(T0, -595) }));
    await replica.send(at(T0, 60), replica.event("credential.verified", { generation: 3 }, { at: at(T0, -540) }));
    expect(await liveBoots(61)).toEqual(["behind"]);
  });

  it("goes by the heartbeat that the replica told last, whatever came last", async () => {
    const when = { at: T0 };
    const tell = (replica: TestReplica) => [
      replica.event("server.started", { heartbeat_s: 10 }, when),
      replica.event("lane.declared", { provider: "github", heartbeat_s: 20 }, when),
      replica.event("server.heartbeat", { heartbeat_s: 30 }, when),
      replica.event("lane.declared", { provider: "github", heartbeat_s: 40 }, { ...when, lane: "other" }),
    ];
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [2, 0, 3, 1],
    ]) {
      await use("always_on");
      const replica = server.replica("told");
      const told = tell(replica);
      for (const index of order) await replica.send(T0, told[index] ?? {});
      const rows = await db.query("SELECT heartbeat_s FROM replica WHERE server_id = $1", [server.id]);
      expect(rows).toEqual([{ heartbeat_s: 40 }]);
    }
  });
});

describe("a replica that a command waits for", () => {
  it("is kept, and goes with the others once the command has ended", async () => {
    await use("on_demand");
    await live(1, 0);
    const lives = server.replica("lives");
    await lives.send(at(T0, 10), ...loaded(lives, at(T0, 10)));
    const id = await laneId();
    const request = { kind: "pause" as const, reason: "leaked" };
    const command = await requestCommand({ ctx: operatorOf(db, at(T0, 11)), laneId: id, request, idempotencyKey: null });
    await lives.send(at(T0, 12), lives.event("server.stopped", {}, { at: at(T0, 12) }));
    await forgetReplicas(db, at(T0, 2 * DAY_S), 400);
    const names = await db.query<{ name: string }>("SELECT name FROM replica WHERE server_id = $1", [server.id]);
    expect(names).toEqual([{ name: "lives" }]);
    await db.query("UPDATE command SET finished_at = now() WHERE id = $1", [command]);
    await forgetReplicas(db, at(T0, 2 * DAY_S), 400);
    expect(await count("replica")).toBe(0);
  });
});

const AGAIN: Record<string, (replica: TestReplica) => Promise<unknown>> = {
  "on the record": (replica) => replica.send(at(T0, 262), replica.event("server.heartbeat", {}, { at: at(T0, 262) })),
  "by a heartbeat that was written late": ({ name }) => {
    const beat = { serverId: server.id, name, workstation: false, at: at(T0, 262), heartbeat: null, clockOffsetMs: 0 };
    return writeHeartbeats(db, [beat]);
  },
};

it.each(Object.entries(AGAIN))(
  "what a replica said counts again as soon as it is heard again %s, though others kept its lane live",
  async (_, hear) => {
    await use("always_on");
    const [first, second] = [server.replica("web-1"), server.replica("web-2")];
    for (const replica of [first, second]) await replica.send(T0, ...loaded(replica, T0));
    const failed = { generation: 3, attempt: 2, permanent: true } as const;
    await first.send(at(T0, 1), first.event("credential.refresh_failed", failed, { at: at(T0, 1) }));
    for (const seconds of [100, 180, 260]) {
      await second.send(at(T0, seconds), second.event("server.started", {}, { at: at(T0, seconds) }));
      await judge(seconds);
    }
    expect(await laneAt(261)).toMatchObject({ freshness: "live", health: "healthy" });
    await hear(first);
    await judge(262);
    expect(await laneAt(263)).toMatchObject({ freshness: "live", health: "refresh_failing" });
  },
);
