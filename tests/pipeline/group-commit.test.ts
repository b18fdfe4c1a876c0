import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { EVENT_LIMITS } from "#lib/contract/event.ts";
import { type Database, openDatabase } from "#lib/db/database.ts";
import { ingestEvents } from "#lib/pipeline/ingest/index.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { findViolations } from "#tests/support/find-violations.ts";
import { at, NIGHT, registerTestServer, type TestReplica, type TestServer } from "./reporter.ts";

const T0 = NIGHT;
const usage = { generation: 3, route: { tool: "issues_list" }, result: "ok" as const, count: 2 };
const loaded = { generation: 3, fingerprint: "9f2c41d0a7b35e68", expires_at: at(T0, 3_600).toISOString() };

let db: Database;
let made = 0;
const newServer = (): Promise<TestServer> => {
  made += 1;
  return registerTestServer(db, `fleet-${made}`);
};
const used = (replica: TestReplica, lane: string, id?: string) =>
  replica.event("call.usage", usage, { at: T0, lane, ...(id === undefined ? {} : { id }) });

/** Events of a server as they are stored, in the order of their streams. */
const stored = (server: TestServer) =>
  db.query<{ event_id: string; stream_seq: number; recorded_at: Date }>(
    `SELECT event_id, e.stream_seq, recorded_at FROM event e JOIN lane l ON l.id = e.stream_id
     WHERE l.server_id = $1 ORDER BY l.name, e.stream_seq`,
    [server.id],
  );

/** Another writer of the same database, as a second web process is one. */
function openSecond(): Database {
  const second = openDatabase({ url: db.url });
  onTestFinished(() => second.close());
  return second;
}

beforeAll(async () => {
  db = await createTestDatabase();
  await db.query(`CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF NEW.event_id LIKE 'poison%' THEN RAISE EXCEPTION 'poison'; END IF; RETURN NEW; END $$`);
  await db.query("CREATE TRIGGER refuse_poison BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION refuse_poison()");
});

describe("requests that share a transaction", () => {
  it("are answered each for itself, and keep their order", async () => {
    const server = await newServer();
    const [one, two] = [server.replica("one"), server.replica("two")];
    const bad = { ...used(one, "a"), type: "dev.lanekeeper.nope" };
    const receipts = await Promise.all([
      one.send(T0, used(one, "a", "1"), bad),
      two.send(T0, used(two, "a", "2"), used(two, "b", "3")),
      one.send(T0, used(one, "a", "4")),
    ]);
    expect(receipts.map(({ accepted, rejected }) => [accepted, rejected.length])).toEqual([
      [1, 1],
      [2, 0],
      [1, 0],
    ]);
    expect((await stored(server)).map(({ event_id, stream_seq }) => [event_id, stream_seq])).toEqual([
      ["1", expect.any(Number)],
      ["2", expect.any(Number)],
      ["4", expect.any(Number)],
      ["3", expect.any(Number)],
    ]);
  });

  it("count an event once that two of them tell", async () => {
    const server = await newServer();
    const replica = server.replica("twice");
    const event = replica.event("credential.loaded", loaded, { at: T0 });
    const receipts = await Promise.all([replica.send(T0, event), replica.send(T0, event), replica.send(T0, event, event)]);
    expect(receipts.map(({ accepted, duplicates }) => [accepted, duplicates])).toEqual([
      [1, 0],
      [0, 1],
      [0, 2],
    ]);
    expect(await stored(server)).toHaveLength(1);
    const stories = await db.query("SELECT action FROM audit a JOIN lane l ON l.id = a.lane_id WHERE l.server_id = $1", [
      server.id,
    ]);
    expect(stories).toHaveLength(2);
  });

  it("do not fail with the one that cannot be stored", async () => {
    const server = await newServer();
    const replica = server.replica("mixed");
    const answers = await Promise.allSettled([
      replica.send(T0, used(replica, "a", "before")),
      replica.send(T0, used(replica, "a", "poison")),
      replica.send(T0, used(replica, "b", "after")),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect((await stored(server)).map(({ event_id }) => event_id)).toEqual(["before", "after"]);
  });

  it("of several servers may start, stop and be judged beside those of another process", async () => {
    const servers = await Promise.all(Array.from({ length: 4 }, newServer));
    const second = openSecond();
    const lanes = ["a", "b", "c"];
    const rounds = Array.from({ length: 12 }, async (_, round) => {
      const inTurn = round % 2 === 0 ? servers : servers.toReversed();
      const receipts = await Promise.all(
        inTurn.map((server) => {
          const replica = server.replica(`r${round}`);
          const events = (round % 2 === 0 ? lanes : lanes.toReversed()).map((lane) =>
            replica.event("credential.loaded", { ...loaded, generation: round }, { at: T0, lane }),
          );
          const inputs = [replica.event("server.started", { heartbeat_s: 30 }, { at: T0 }), ...events];
          const ctx = { ...server.ctx(T0), db: round % 3 === 0 ? second : db };
          return ingestEvents({ ctx, inputs, bytes: 0 });
        }),
      );
      return receipts.map(({ accepted }) => accepted);
    });
    for (const accepted of await Promise.all(rounds)) expect(accepted).toEqual([4, 4, 4, 4]);
  });
});

describe("more than can be recorded at once", () => {
  it("is told to come back, and what was accepted is there exactly once", async () => {
    const server = await newServer();
    const replica = server.replica("busy");
    const half = { ctx: server.ctx(T0), bytes: 16 * EVENT_LIMITS.bodyBytes };
    const waiting = ["second", "third"].map((id) => ingestEvents({ ...half, inputs: [used(replica, "a", id)] }));
    const refused = ingestEvents({ ...half, bytes: 1, inputs: [used(replica, "a", "fourth")] });
    await expect(refused).rejects.toMatchObject({ code: "too_many_requests" });
    expect((await Promise.all(waiting)).map(({ accepted }) => accepted)).toEqual([1, 1]);
    expect(await replica.send(T0, used(replica, "a", "fourth"))).toMatchObject({ accepted: 1, duplicates: 0 });
    expect((await stored(server)).map(({ event_id }) => event_id)).toEqual(["second", "third", "fourth"]);
  });
});

describe("calls that went well", () => {
  const judgedTimes = async (server: TestServer): Promise<number | undefined> => {
    const [lane] = await db.query<{ version: number }>("SELECT version FROM lane WHERE server_id = $1", [server.id]);
    return lane?.version;
  };

  it("are on record without judging their lane again, unless they could end a failure", async () => {
    const server = await newServer();
    const replica = server.replica("steady");
    await replica.send(T0, replica.event("credential.loaded", loaded, { at: T0, lane: "a" }));
    const judged = await judgedTimes(server);
    await Promise.all([replica.send(T0, used(replica, "a")), replica.send(T0, used(replica, "a"))]);
    expect(await judgedTimes(server)).toBe(judged);
    const limited = { generation: 3, outcome: "rate_limited" as const, route: usage.route, count: 1 };
    await replica.send(T0, replica.event("auth.failed", limited, { at: T0, lane: "a" }));
    const [before] = await db.query("SELECT health FROM lane WHERE server_id = $1", [server.id]);
    await replica.send(T0, used(replica, "a"));
    const [after] = await db.query("SELECT health FROM lane WHERE server_id = $1", [server.id]);
    expect([before, after]).toEqual([{ health: "rate_limited" }, { health: "healthy" }]);
    expect(await stored(server)).toHaveLength(5);
  });
});

it("leaves a database in which every state is what its events say", async () => {
  expect(await findViolations(db, T0)).toEqual([]);
});

describe("the limit of lanes", () => {
  it("holds where two processes report new ones at once", async () => {
    const server = await newServer();
    const replica = server.replica("wide");
    const second = openSecond();
    const report = (from: number, database: Database) => {
      const inputs = Array.from({ length: 600 }, (_, n) => used(replica, `lane-${from + n}`));
      return ingestEvents({ ctx: { ...server.ctx(T0), db: database }, inputs, bytes: 0 });
    };
    const receipts = await Promise.all([report(0, db), report(600, second)]);
    const rejected = receipts.flatMap((receipt) => receipt.rejected);
    expect(rejected).toHaveLength(200);
    expect(new Set(rejected.map(({ code }) => code))).toEqual(new Set(["lane_limit"]));
    expect(await db.query("SELECT count(*) AS n FROM lane WHERE server_id = $1", [server.id])).toEqual([
      { n: EVENT_LIMITS.lanesPerServer },
    ]);
    expect(await stored(server)).toHaveLength(EVENT_LIMITS.lanesPerServer);
  });
});
