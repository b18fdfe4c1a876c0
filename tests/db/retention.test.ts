import { beforeAll, describe, expect, it } from "vitest";
import { writeActions } from "#lib/db/actions.ts";
import type { Database } from "#lib/db/database.ts";
import { isDatabaseAway } from "#lib/db/is-database-away.ts";
import { ensurePartitions, listPartitions, type Partition, whileRetiringAlone } from "#lib/db/partitions.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { retireHistory } from "#lib/pipeline/retention/index.ts";
import { registerTestServer, type TestServer } from "#tests/pipeline/reporter.ts";
import { createTestDatabase } from "#tests/support/database.ts";

const DAY_MS = 86_400_000;
const RETENTION = { historyDays: 400, usageDays: 35 };
const NOTHING = { dropped: 0, thinned: 0, rows: 0 };
const now = new Date();
const daysAgo = (days: number): Date => new Date(now.getTime() - days * DAY_MS);

let db: Database;
let server: TestServer;

beforeAll(async () => {
  db = await createTestDatabase();
  server = await registerTestServer(db, "github-tools");
  const replica = server.replica("web1-1");
  for (const days of [34, 20, 1]) {
    const at = daysAgo(days);
    await replica.send(
      at,
      replica.event("credential.loaded", { generation: 1, fingerprint: "9f2c41d0a7b35e68", expires_at: "never" }, { at }),
      replica.event("call.usage", { route: { tool: "issues_create" }, result: "ok", count: 3 }, { at }),
    );
  }
});

const countKinds = async (): Promise<Record<string, number>> => {
  const rows = await db.query<{ kind: string; count: number }>("SELECT kind, count(*) AS count FROM event GROUP BY kind");
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
};

const readActions = () => db.query("SELECT action, after FROM action WHERE action LIKE 'history.%' ORDER BY id");
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
const partitionOf = async (at: Date): Promise<Partition | undefined> =>
  (await listPartitions(db)).find(({ of, from, to }) => of === "event" && from <= at && at < to);

/** Sends an event every few milliseconds until told to stop; returns how long the slowest took. */
function keepReporting(): () => Promise<{ sent: number; slowestMs: number }> {
  const replica = server.replica("web2-1");
  let isOn = true;
  const reporting = (async () => {
    let sent = 0;
    let slowestMs = 0;
    while (isOn) {
      const at = new Date();
      const startedAt = performance.now();
      await replica.send(
        at,
        replica.event("call.usage", { route: { tool: "issues_create" }, result: "ok", count: 1 }, { at, lane: "busy" }),
      );
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
      sent += 1;
    }
    return { sent, slowestMs };
  })();
  return () => {
    isOn = false;
    return reporting;
  };
}

describe("what is retired", () => {
  it("keeps everything that is still accepted", async () => {
    const before = await countKinds();
    await retireHistory(db, now, RETENTION);
    expect(await countKinds()).toEqual(before);
    expect(await readActions()).toEqual([]);
  });

  it("leaves the usage of an old day out, keeps its other events, and says so in the audit", async () => {
    const later = new Date(now.getTime() + 3 * DAY_MS);
    await retireHistory(db, later, RETENTION);
    expect(await countKinds()).toEqual({ "credential.loaded": 3, "call.usage": 2 });
    expect(await partitionOf(daysAgo(34))).toMatchObject({ thinned: true, state: "attached" });
    expect(await readActions()).toEqual([{ action: "history.thinned", after: { day: dayOf(daysAgo(34)), kept: 1, usage: 1 } }]);
    await expect(db.query("DELETE FROM event")).rejects.toThrow("append-only");
  });

  it("does nothing twice", async () => {
    const later = new Date(now.getTime() + 3 * DAY_MS);
    expect(await retireHistory(db, later, RETENTION)).toEqual(NOTHING);
  });

  it("does nothing while another process is at it", async () => {
    await whileRetiringAlone(db, async () => {
      expect(await retireHistory(db, new Date(now.getTime() + 500 * DAY_MS), RETENTION)).toEqual(NOTHING);
    });
  });
});

it("goes on while events come in and are read, and loses none of them", async () => {
  const stop = keepReporting();
  // Two days past their usage, and all that is older than 20 days past its end.
  await retireHistory(db, new Date(now.getTime() + 20 * DAY_MS), { historyDays: 36, usageDays: 35 });
  const { sent, slowestMs } = await stop();
  expect(sent).toBeGreaterThan(5);
  expect(slowestMs).toBeLessThan(2_000);
  expect(await countKinds()).toEqual({ "credential.loaded": 1, "call.usage": 1 + sent });
  const left = await listPartitions(db);
  expect(left.every(({ state }) => state === "attached")).toBe(true);
});

it("brings to its end what an interrupted run left half way", async () => {
  const [first] = (await listPartitions(db)).filter(({ of }) => of === "event");
  if (!first) throw new Error("there is no partition left");
  await db.query(`ALTER TABLE event DETACH PARTITION ${first.name}`);
  expect(await listPartitions(db)).toContainEqual({ ...first, state: "out" });
  await retireHistory(db, new Date(first.to.getTime() + 37 * DAY_MS), { historyDays: 36, usageDays: 35 });
  expect((await listPartitions(db)).map(({ name }) => name)).not.toContain(first.name);
});

describe("what changed and what was done", () => {
  const monthsOf = async (table: string) => (await listPartitions(db)).filter(({ of }) => of === table);

  it("ends by whole months, once the youngest of a month is old enough", async () => {
    const [oldest] = await monthsOf("transition");
    if (!oldest) throw new Error("there is no month of changes");
    const end = oldest.to.getTime() + 40 * DAY_MS;
    await ensurePartitions(db, new Date(end), 1);
    const before = await Promise.all([monthsOf("transition"), monthsOf("action")]);
    await retireHistory(db, new Date(end), { historyDays: 40, usageDays: 35 });
    expect(await Promise.all([monthsOf("transition"), monthsOf("action")])).toEqual(before);

    await retireHistory(db, new Date(end + 3_600_000), { historyDays: 40, usageDays: 35 });
    expect(await Promise.all([monthsOf("transition"), monthsOf("action")])).toEqual(before.map((months) => months.slice(1)));
    const month = oldest.from.toISOString().slice(0, 7);
    const told = await db.query("SELECT action, after FROM action WHERE after ->> 'month' = $1 ORDER BY id", [month]);
    expect(told).toEqual([
      { action: "history.dropped", after: { month, of: "actions" } },
      { action: "history.dropped", after: { month, of: "changes of view" } },
    ]);
  });

  it("says when no partition is left to write into, as something that will pass", async () => {
    const late = new Date(now.getTime() + 1_000 * DAY_MS);
    const failure = await writeActions(db, SYSTEM, late, [{ action: "lane.edited", summary: "too early" }]).catch(
      (error) => error,
    );
    expect(isDatabaseAway(failure)).toBe(true);
  });
});
