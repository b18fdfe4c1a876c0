import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Database, openDatabase } from "#lib/db/database.ts";
import { lockLanes } from "#lib/db/lane-record.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { flushHeartbeats, ingestEvents } from "#lib/pipeline/ingest/index.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { at, NIGHT, registerTestServer, type TestReplica, type TestServer } from "./reporter.ts";

const T0 = NIGHT;
const FINGERPRINT = "9f2c41d0a7b35e68";

let db: Database;
beforeAll(async () => {
  db = await createTestDatabase();
});

let made = 0;
/** A server with one replica that holds one lane and has told once how often it reports. */
async function startReplica(heartbeatS = 30): Promise<{ server: TestServer; replica: TestReplica; beat: Beat }> {
  made += 1;
  const server = await registerTestServer(db, `beating-${made}`);
  const replica = server.replica("web-1");
  const loaded = { generation: 1, fingerprint: FINGERPRINT, expires_at: "never" };
  await replica.send(T0, replica.event("credential.loaded", loaded, { at: T0 }));
  const beat: Beat = (seconds, store = "v1") => {
    const now = at(T0, seconds);
    const lanes = [{ lane: "github-prod", store: { version: store, fingerprint: FINGERPRINT } }];
    return replica.send(now, replica.event("server.heartbeat", { heartbeat_s: heartbeatS, lanes }, { at: now }));
  };
  return { server, replica, beat };
}
type Beat = (seconds: number, store?: string) => ReturnType<TestReplica["send"]>;

/** Seconds after the start at which the replica was last heard, as it stands on record. */
const heardAt = async (server: TestServer): Promise<number> => {
  const [row] = await db.query<{ at: Date }>("SELECT last_report_at AS at FROM replica WHERE server_id = $1", [server.id]);
  return row ? (row.at.getTime() - T0.getTime()) / 1_000 : Number.NaN;
};
const storeOf = async (server: TestServer): Promise<unknown> => {
  const [row] = await db.query<{ store: unknown }>(
    "SELECT b.store FROM lane_replica b JOIN lane l ON l.id = b.lane_id WHERE l.server_id = $1",
    [server.id],
  );
  return row?.store;
};

describe("heartbeats", () => {
  it("that say nothing new are gathered, answered as accepted, and written together", async () => {
    const { server, beat } = await startReplica();
    await beat(10);
    expect(await heardAt(server)).toBe(10);
    expect(await beat(40)).toEqual({ accepted: 1, duplicates: 0, rejected: [], control_version: 0 });
    expect(await beat(70)).toMatchObject({ accepted: 1 });
    expect(await heardAt(server)).toBe(10);
    await flushHeartbeats(db);
    expect(await heardAt(server)).toBe(70);
  });

  it("are on record at once where they tell of a store, or come after a silence", async () => {
    const { server, beat } = await startReplica();
    await beat(10);
    await beat(40, "v2");
    expect(await heardAt(server)).toBe(40);
    expect(await storeOf(server)).toEqual({ version: "v2", fingerprint: FINGERPRINT });
    await beat(140, "v2");
    expect(await heardAt(server)).toBe(140);
  });

  it("wait for no lane that somebody holds", async () => {
    const { server, beat } = await startReplica();
    await beat(10);
    const [lane] = await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1", [server.id]);
    await db.transaction(async (tx) => {
      await lockLanes(tx, [lane?.id ?? ""]);
      expect(await beat(40)).toMatchObject({ accepted: 1 });
      await flushHeartbeats(db);
    });
    expect(await heardAt(server)).toBe(40);
  });

  it("keep a replica live for as long as it beats, however fast", async () => {
    const { server, beat } = await startReplica(1);
    for (let second = 1; second <= 6; second += 1) {
      await beat(second);
      await judgeDueLanes(db, at(T0, second));
    }
    await expect.poll(() => heardAt(server), { timeout: 3_000 }).toBe(6);
    const [lane] = await db.query("SELECT freshness FROM lane WHERE server_id = $1", [server.id]);
    expect(lane).toEqual({ freshness: "live" });
  });

  it("of a replica that beats fast do not wait as long as those of a slow one", async () => {
    await flushHeartbeats(db);
    const slow = await startReplica(30);
    await slow.beat(10);
    await slow.beat(40);
    const fast = await startReplica(1);
    await fast.beat(1);
    await fast.beat(2);
    await expect.poll(() => heardAt(fast.server), { timeout: 2_500 }).toBe(2);
  });

  it("that were written too late bring back a lane which was taken for silent meanwhile", async () => {
    const { server, beat } = await startReplica();
    const freshness = async (seconds: number) => {
      await judgeDueLanes(db, at(T0, seconds));
      return (await db.query("SELECT freshness FROM lane WHERE server_id = $1", [server.id]))[0];
    };
    for (const seconds of [10, 40, 70, 100]) await beat(seconds);
    expect(await freshness(101)).toEqual({ freshness: "silent" });
    await beat(130);
    await flushHeartbeats(db);
    expect(await freshness(131)).toEqual({ freshness: "live" });
  });

  it("of a replica whose row is gone make it known again", async () => {
    const { server, replica, beat } = await startReplica();
    const alone = server.replica("web-2");
    const beatAlone = (seconds: number) =>
      alone.send(at(T0, seconds), alone.event("server.heartbeat", {}, { at: at(T0, seconds) }));
    await beatAlone(10);
    await beatAlone(20);
    await db.query("DELETE FROM replica WHERE server_id = $1 AND name = 'web-2'", [server.id]);
    await flushHeartbeats(db);
    await beatAlone(30);
    const rows = await db.query("SELECT name FROM replica WHERE server_id = $1 ORDER BY name", [server.id]);
    expect(rows).toEqual([{ name: replica.name }, { name: "web-2" }]);
    await beat(31);
  });

  it("that could not be written are written when Postgres is back", async () => {
    const { server } = await startReplica();
    const own = openDatabase({ url: db.url });
    onTestFinished(() => own.close());
    const replica = server.replica("web-3");
    const now = (seconds: number) => at(T0, seconds);
    const beat = (seconds: number) => {
      const inputs = [replica.event("server.heartbeat", {}, { at: now(seconds) })];
      return ingestEvents({ ctx: { ...server.ctx(now(seconds)), db: own }, inputs, bytes: 0 });
    };
    await beat(10);
    await beat(20);
    await db.query("ALTER TABLE replica RENAME TO replica_away");
    await flushHeartbeats(own);
    await db.query("ALTER TABLE replica_away RENAME TO replica");
    await flushHeartbeats(own);
    const [row] = await db.query<{ at: Date }>(
      "SELECT last_report_at AS at FROM replica WHERE name = 'web-3' AND server_id = $1",
      [server.id],
    );
    expect(row?.at).toEqual(now(20));
  });
});
