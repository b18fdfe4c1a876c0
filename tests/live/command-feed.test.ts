import { beforeEach, expect, it, vi } from "vitest";
import type { Database } from "#lib/db/database.ts";
import type { Sql } from "#lib/db/sql.ts";
import { BoundedBody } from "#lib/live/bounded-body.ts";
import { CommandFeed } from "#lib/live/command-feed.ts";
import { deliverToReplicas, type Recipient, requestCommand } from "#lib/pipeline/command/index.ts";
import { operatorOf, registerTestServer, type TestServer } from "#tests/pipeline/reporter.ts";
import { createTestDatabase } from "#tests/support/database.ts";

const REPLICAS = 60;

let db: Database;
let statements: string[];
let server: TestServer;
let feed: CommandFeed<Recipient["actor"]>;
let laneId: string;

/** The same database, which writes down what it is asked. */
function counted(): Database {
  const noting =
    (sql: Sql): Sql["query"] =>
    (text, params) => {
      statements.push(text);
      return sql.query(text, params);
    };
  return Object.create(db, {
    query: { value: noting(db) },
    transaction: {
      value: (work: (tx: Sql) => Promise<unknown>) => db.transaction((tx) => work({ ...tx, query: noting(tx) })),
    },
  });
}

beforeEach(async () => {
  db = await createTestDatabase();
  statements = [];
  server = await registerTestServer(db, "fleet");
  const now = new Date();
  const loaded = { generation: 1, fingerprint: "9f2c41d0a7b35e68", expires_at: "never" as const };
  for (let n = 0; n < REPLICAS; n += 1) {
    const replica = server.replica(`web${n}-1`);
    await replica.send(now, replica.event("credential.loaded", loaded, { at: now }));
  }
  const [lane] = await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1", [server.id]);
  laneId = lane?.id ?? "";
  const database = counted();
  feed = new CommandFeed(db, (recipients) => deliverToReplicas({ db: database, now: new Date(), recipients }));
});

/** A connected replica, and everything it was told. */
function connect(replica: string, address: string | null = null): { told: () => string; body: BoundedBody } {
  const body = new BoundedBody();
  let told = "";
  const decoder = new TextDecoder();
  const keep = (bytes: Uint8Array) => {
    told += decoder.decode(bytes, { stream: true });
  };
  void body.stream.pipeTo(new WritableStream({ write: keep }));
  feed.join(body, { actor: { ...server.actor, address }, replica });
  return { told: () => told, body };
}

const times = (text: string, word: string) => text.split(word).length - 1;
const request = (kind: "pause" | "resume" | "rotate") =>
  requestCommand({ ctx: operatorOf(db, new Date()), laneId, request: { kind, reason: "on call" }, idempotencyKey: null });

it("a fleet that comes back at once is told with a few statements", async () => {
  const fleet = Array.from({ length: REPLICAS }, (_, n) => connect(`web${n}-1`));
  await vi.waitFor(() => expect(fleet.every(({ told }) => times(told(), "event: desired") === 1)).toBe(true));
  // The first alone, all others together: what waits, and what the server shall be.
  expect(statements.length).toBeLessThanOrEqual(4);
});

it("a pause reaches every replica at once, is marked delivered for all in one transaction, and each by who got it", async () => {
  const fleet = Array.from({ length: REPLICAS }, (_, n) => connect(`web${n}-1`, `10.0.0.${n}`));
  await vi.waitFor(() => expect(fleet.every(({ told }) => told().includes('"active"'))).toBe(true));
  statements = [];
  const id = await request("pause");
  await vi.waitFor(() => expect(fleet.every(({ told }) => told().includes('"paused"'))).toBe(true));
  await vi.waitFor(async () =>
    expect(await db.query("SELECT status, count(*) FROM command_target WHERE command_id = $1 GROUP BY 1", [id])).toEqual([
      { status: "delivered", count: REPLICAS },
    ]),
  );
  expect(statements.length).toBeLessThan(20);
  expect(
    await db.query(
      "SELECT count(DISTINCT address) AS addresses, count(*) AS entries FROM action WHERE correlation_id = $1 AND action = 'command.target_changed'",
      [id],
    ),
  ).toEqual([{ addresses: REPLICAS, entries: REPLICAS }]);
});

it("of many replicas that could prepare, one is asked, and a replica on two connections is told over both", async () => {
  await db.query("UPDATE replica SET last_report_at = now() - interval '1 hour'");
  await request("rotate");
  const fleet = Array.from({ length: 10 }, (_, n) => connect(`web${n}-1`));
  const askedOf = (connections: typeof fleet) => connections.filter(({ told }) => told().includes('"prepare"'));
  await vi.waitFor(() => expect(askedOf(fleet)).toHaveLength(1));
  const again = Array.from({ length: 10 }, (_, n) => connect(`web${n}-1`));
  await vi.waitFor(() => expect(askedOf(again)).toHaveLength(1));
  expect(times(askedOf(again)[0]?.told() ?? "", "event: command")).toBe(1);
  expect(await db.query("SELECT count(*) FROM command_target")).toEqual([{ count: 1 }]);
});

it("one that cannot be told at first is sent away, one that was told stays", async () => {
  let fails = false;
  const frail = new CommandFeed<Recipient["actor"]>(db, (recipients) =>
    fails ? Promise.reject(new Error("away")) : deliverToReplicas({ db, now: new Date(), recipients }),
  );
  const join = () => {
    const body = new BoundedBody();
    const state = { ended: false, body };
    body.whenEnded(() => {
      state.ended = true;
    });
    frail.join(body, { actor: server.actor, replica: "web0-1" });
    return state;
  };
  const told = join();
  const { value } = await told.body.stream.getReader().read();
  expect(new TextDecoder().decode(value)).toContain("event: desired");
  fails = true;
  const untold = join();
  await vi.waitFor(() => expect(untold.ended).toBe(true));
  expect(told.ended).toBe(false);
});
