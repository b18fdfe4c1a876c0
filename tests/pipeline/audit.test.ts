import { beforeAll, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { requestCommand } from "#lib/pipeline/command/index.ts";
import { listAudit } from "#lib/views/list-audit.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { at, operatorOf, registerTestServer, type TestServer } from "./reporter.ts";

const T0 = new Date();
let db: Database;
let server: TestServer;
let laneId: string;

beforeAll(async () => {
  db = await createTestDatabase();
  server = await registerTestServer(db, "audited");
  const replica = server.replica("web-1");
  const loaded = { generation: 1, fingerprint: "aaaaaaaaaaaaaaaa", expires_at: at(T0, 3_600).toISOString() };
  await replica.send(T0, replica.event("credential.loaded", loaded, { at: T0 }));
  const [lane] = await db.query<{ id: string }>("SELECT id FROM lane WHERE server_id = $1", [server.id]);
  laneId = lane?.id ?? "";
});

const pause = (now: Date) =>
  requestCommand({ ctx: operatorOf(db, now), laneId, request: { kind: "pause", reason: "on call" }, idempotencyKey: null });

it("does not change what it cannot audit", async () => {
  await db.query(
    "CREATE FUNCTION no_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit is broken'; END $$",
  );
  await db.query("CREATE TRIGGER no_audit BEFORE INSERT ON action FOR EACH ROW EXECUTE FUNCTION no_audit()");
  await expect(pause(at(T0, 1))).rejects.toThrow("the audit is broken");
  await db.query("DROP TRIGGER no_audit ON action");
  const [lane] = await db.query<{ control: string }>("SELECT control FROM lane WHERE id = $1", [laneId]);
  expect(lane).toEqual({ control: "active" });
  expect(await db.query("SELECT id FROM command WHERE lane_id = $1", [laneId])).toEqual([]);
});

it.each(["event", "transition", "action"])("never lets a row of the %s table change or go", async (table) => {
  await pause(at(T0, 2));
  await expect(db.query(`UPDATE ${table} SET hash = NULL`)).rejects.toThrow("append-only");
  await expect(db.query(`DELETE FROM ${table}`)).rejects.toThrow("append-only");
});

it("tells one story over events, changes of view and actions, in one order per lane", async () => {
  const { items } = await listAudit(db, { limit: 100, lane: laneId }, at(T0, 60));
  expect(new Set(items.map(({ action }) => action))).toEqual(
    new Set(["credential.loaded", "lane.transition", "command.requested"]),
  );
  const rows = await db.query<{ stream_seq: number }>("SELECT stream_seq FROM audit WHERE stream_id = $1 ORDER BY stream_seq", [
    laneId,
  ]);
  expect(rows.map(({ stream_seq }) => stream_seq)).toEqual(rows.map((_, index) => index + 1));
});

it("pages through the story without losing or repeating a row", async () => {
  const all = await listAudit(db, { limit: 100, lane: laneId }, at(T0, 60));
  const paged: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listAudit(db, { limit: 2, lane: laneId, ...(cursor ? { cursor } : {}) }, at(T0, 60));
    paged.push(...page.items.map(({ id }) => id));
    if (page.next === null) break;
    cursor = page.next;
  }
  expect(paged).toEqual(all.items.map(({ id }) => id));
});

it("finds by words, by actor and by kind", async () => {
  const found = async (query: object) =>
    (await listAudit(db, { limit: 50, lane: laneId, ...query }, at(T0, 60))).items.map(({ action }) => action);
  expect(new Set(await found({ action: "command" }))).toEqual(new Set(["command.requested"]));
  expect(new Set(await found({ actor: "ann@" }))).toEqual(new Set(["command.requested"]));
  expect(await found({ q: "100% sure" })).toEqual([]);
});
