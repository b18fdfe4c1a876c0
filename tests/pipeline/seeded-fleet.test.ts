import { beforeAll, expect, it } from "vitest";
import type { AcceptedEvent } from "#lib/contract/event.ts";
import { EVENT_DATA } from "#lib/contract/event-data.ts";
import type { Database } from "#lib/db/database.ts";
import { readLaneRecords } from "#lib/db/lane-record.ts";
import type { Fact } from "#lib/domain/lane/fact.ts";
import { foldAll } from "#lib/domain/lane/fold.ts";
import { EMPTY_LANE } from "#lib/domain/lane/state.ts";
import type { EventKind } from "#lib/domain/vocabulary.ts";
import { judgeDueLanes } from "#lib/pipeline/evaluate/index.ts";
import { toFact } from "#lib/pipeline/record/to-fact.ts";
import { seedMixedFleet } from "#tests/bench/seed.ts";
import { createTestDatabase } from "#tests/support/database.ts";

const LANES = 240;
const EVENTS = 24_000;

let db: Database;
beforeAll(async () => {
  db = await createTestDatabase();
  await seedMixedFleet(db, { lanes: LANES, events: EVENTS, progress: () => undefined });
});

const countTransitions = async (): Promise<number> =>
  (await db.query<{ count: number }>("SELECT count(*) AS count FROM transition"))[0]?.count ?? 0;

it("a seeded lane that the clock judges again is as it was: nothing is written into its story", async () => {
  const before = await countTransitions();
  const [seeded] = await db.query<{ at: Date }>("SELECT max(last_report_at) AS at FROM replica");
  const now = new Date((seeded?.at ?? new Date()).getTime() + 1);
  await db.query("UPDATE lane SET next_deadline_at = $1", [now]);
  expect(await judgeDueLanes(db, now, 2 * LANES)).toBe(LANES);
  expect(await countTransitions()).toBe(before);
});

interface EventRow {
  stream_id: string;
  source_id: string;
  replica: string;
  event_id: string;
  occurred_at: Date;
  kind: EventKind;
  sequence: string;
  data: unknown;
}

const factOf = (row: EventRow): Fact | null =>
  toFact(
    {
      ...({ kind: row.kind, data: EVENT_DATA[row.kind].parse(row.data) } as AcceptedEvent),
      id: row.event_id,
      replica: row.replica,
      lane: row.stream_id,
      at: row.occurred_at,
      sequence: row.sequence,
      traceparent: null,
      skewed: false,
      raw: row.data,
    },
    row.source_id,
  );

it("the kept state of a lane is what its recorded events fold to", async () => {
  const lanes = await db.query<{ id: string }>("SELECT id FROM lane ORDER BY name LIMIT 60");
  const ids = lanes.map(({ id }) => id);
  const events = await db.query<EventRow>(
    `SELECT e.stream_id, e.source_id, r.name AS replica, e.event_id, e.occurred_at, e.kind, e.sequence::text AS sequence, e.data
     FROM event e JOIN replica r ON r.id = e.source_id WHERE e.stream_id = ANY($1::uuid[]) ORDER BY e.stream_id, e.stream_seq`,
    [ids],
  );
  const byLane = Map.groupBy(events, (row) => row.stream_id);
  const records = await readLaneRecords(db, ids);
  expect(records).toHaveLength(60);
  for (const { id, state } of records) {
    const facts = (byLane.get(id) ?? []).map(factOf).filter((fact) => fact !== null);
    expect(state).toEqual(JSON.parse(JSON.stringify(foldAll(EMPTY_LANE, facts))));
  }
});

it("the story of every lane has one entry for each of its numbers", async () => {
  const gaps = await db.query(
    `SELECT l.id FROM lane l JOIN (SELECT stream_id, count(*) AS entries, count(DISTINCT stream_seq) AS numbers, max(stream_seq) AS last
       FROM audit WHERE lane_id IS NOT NULL GROUP BY stream_id) story ON story.stream_id = l.id
     WHERE entries <> numbers OR entries <> last OR last <> l.stream_seq`,
  );
  expect(gaps).toEqual([]);
  const [row] = await db.query<{ told: number }>("SELECT count(DISTINCT stream_id) AS told FROM audit WHERE lane_id IS NOT NULL");
  expect(row?.told).toBe(LANES);
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
