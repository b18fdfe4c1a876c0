import { beforeEach, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import type { Sql } from "#lib/db/sql.ts";
import { requestCommand, sweepCommands } from "#lib/pipeline/command/index.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { at, NIGHT, operatorOf, registerTestServer, type TestReplica } from "./reporter.ts";

const T0 = NIGHT;
const LANES = 60;

let db: Database;
let replica: TestReplica;

beforeEach(async () => {
  db = await createTestDatabase();
  replica = (await registerTestServer(db, "github-tools")).replica("web1-1");
  const loaded = { generation: 1, fingerprint: "9f2c41d0a7b35e68", expires_at: "never" as const };
  const names = Array.from({ length: LANES }, (_, n) => `lane-${n}`);
  await replica.send(T0, ...names.map((lane) => replica.event("credential.loaded", loaded, { at: T0, lane })));
  for (const { id } of await db.query<{ id: string }>("SELECT id FROM lane"))
    await requestCommand({
      ctx: operatorOf(db, T0),
      laneId: id,
      request: { kind: "pause", reason: "leaked" },
      idempotencyKey: null,
    });
});

/** The same database, which counts what is asked of it in transactions. */
function counting(): { database: Database; asked(): number } {
  let asked = 0;
  const count = (tx: Sql): Sql => ({
    ...tx,
    query: (text, params) => {
      asked += 1;
      return tx.query(text, params);
    },
  });
  const transaction: Database["transaction"] = (work, options) => db.transaction((tx) => work(count(tx)), options);
  return { database: Object.assign(Object.create(db) as Database, { transaction }), asked: () => asked };
}

const commands = () =>
  db.query<{ id: string; status: string; version: number; at: Date | null }>(
    "SELECT id, status, version, next_check_at AS at FROM command ORDER BY id",
  );

it("commands of which nothing has changed are read and put off together", async () => {
  await replica.send(at(T0, 15), replica.event("server.heartbeat", {}, { at: at(T0, 15) }));
  const before = await commands();
  const { database, asked } = counting();
  expect(await sweepCommands(database, at(T0, 16))).toBe(LANES);
  expect(asked()).toBeLessThan(15);
  const after = await commands();
  expect(after.map(({ version, status }) => [version, status])).toEqual(before.map(({ version, status }) => [version, status]));
  expect(new Set(after.map((command) => command.at?.getTime()))).toEqual(new Set([at(T0, 31).getTime()]));
  expect(await sweepCommands(db, at(T0, 17))).toBe(0);
});

it("those whose replica is gone move on, each with its audit, although one of them cannot", async () => {
  const [poisoned] = await commands();
  await db.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF NEW.id = '${poisoned?.id}' THEN RAISE EXCEPTION 'poison'; END IF; RETURN NEW; END $$`);
  await db.query("CREATE TRIGGER refuse BEFORE UPDATE OF status ON command FOR EACH ROW EXECUTE FUNCTION refuse()");
  await expect(sweepCommands(db, at(T0, 120))).rejects.toThrow(`1 of ${LANES} due commands failed`);
  const gone = await db.query("SELECT 1 FROM command_target WHERE status = 'gone'");
  const told = await db.query("SELECT 1 FROM action WHERE action = 'command.target_changed' AND after ->> 'status' = 'gone'");
  expect([gone.length, told.length]).toEqual([LANES - 1, LANES - 1]);
  const waiting = (await commands()).find(({ id }) => id === poisoned?.id);
  expect(waiting).toMatchObject({ status: "queued", at: at(T0, 180) });
});

it("two clocks that look at the same commands write each change once", async () => {
  await Promise.all([sweepCommands(db, at(T0, 120)), sweepCommands(db, at(T0, 120))]);
  const told = await db.query("SELECT 1 FROM action WHERE action = 'command.target_changed'");
  expect(told).toHaveLength(LANES);
});
