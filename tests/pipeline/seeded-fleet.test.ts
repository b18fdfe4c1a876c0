import { beforeAll, expect, it } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { seedMixedFleet } from "#tests/bench/seed.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { findViolations } from "#tests/support/find-violations.ts";

const LANES = 200;
const EVENTS = 12_000;

let db: Database;
/** A moment after the replicas' last word. */
let now: Date;

beforeAll(async () => {
  db = await createTestDatabase();
  await seedMixedFleet(db, { lanes: LANES, events: EVENTS, progress: () => undefined });
  const [seeded] = await db.query<{ at: Date }>("SELECT max(last_report_at) AS at FROM replica");
  now = new Date((seeded?.at.getTime() ?? 0) + 1);
});

const countTransitions = async (): Promise<number> =>
  (await db.query<{ count: number }>("SELECT count(*) AS count FROM transition"))[0]?.count ?? 0;

it("what is seeded is what ingest and clock would have written: states fold from events, stories have no gaps", async () => {
  expect(await findViolations(db, now)).toEqual([]);
});

it("a seeded lane that the clock judges again is as it was: nothing is written into its story", async () => {
  const before = await countTransitions();
  await db.query("UPDATE lane SET next_deadline_at = $1", [now]);
  expect(await judgeDueLanes(db, now, 2 * LANES)).toBe(LANES);
  expect(await countTransitions()).toBe(before);
});

it("its history has conditions of many kinds, alerts open and over, and days all over the accepted time", async () => {
  const healths = await db.query<{ health: string }>("SELECT DISTINCT health FROM lane");
  expect(healths.map(({ health }) => health)).toEqual(
    expect.arrayContaining(["healthy", "revoked", "refresh_failing", "rotation_due", "unknown_expiry"]),
  );
  const states = await db.query<{ state: string }>("SELECT DISTINCT state FROM alert ORDER BY 1");
  expect(states.map(({ state }) => state)).toEqual(["open", "resolved"]);
  const [days] = await db.query<{ days: number }>("SELECT count(DISTINCT occurred_at::date) AS days FROM event");
  expect(days?.days).toBeGreaterThanOrEqual(35);
});
