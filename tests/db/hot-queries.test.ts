import { beforeAll, expect, it } from "vitest";
import { ensurePartitions } from "#lib/db/partitions.ts";
import { seedMixedFleet } from "#tests/bench/seed.ts";
import { explainHotQueries, type HotQuery } from "#tests/bench/support/explain/hot-queries.ts";
import { countPartitions, inWords, scannedTables } from "#tests/bench/support/explain/plan.ts";
import { createTestDatabase } from "#tests/support/database.ts";

/** Enough that a plan over all of them shows. */
const MONTHS_KEPT = 14;
const DAY_MS = 86_400_000;
let queries: HotQuery[];

beforeAll(async () => {
  const db = await createTestDatabase();
  await seedMixedFleet(db, { lanes: 200, events: 10_000, progress: () => undefined });
  const now = new Date();
  await ensurePartitions(db, new Date(now.getTime() - MONTHS_KEPT * 30 * DAY_MS), MONTHS_KEPT * 30);
  queries = await explainHotQueries(db, now, true);
});

it("nothing that is asked for all the time has to read a growing table from its first row to its last", () => {
  const scans = queries.flatMap(({ name, statements }) =>
    statements.flatMap((statement) =>
      scannedTables(statement).map((table) => `${name} scans ${table}: ${statement.text}\n${inWords(statement)}`),
    ),
  );
  expect(scans).toEqual([]);
});

const DAYS: Record<string, number> = {
  ingest: 2,
  "due lanes": 2,
  "lane page": 9,
  timeline: 3,
  "timeline of a week": 10,
  "audit list": 40,
};

it.each(Object.entries(DAYS))("%s looks at no more than %i days of events, however many are kept", (name, days) => {
  const statements = queries.find((query) => query.name === name)?.statements ?? [];
  const far = statements.filter((statement) => countPartitions(statement, "event") > days);
  expect(far.map((statement) => `${countPartitions(statement, "event")} days: ${statement.text}`)).toEqual([]);
});

const MONTHS: Record<string, number> = { ingest: 1, "due lanes": 1, timeline: 2, "timeline of a week": 2, "audit list": 4 };
/** What held before a range began was told at any time before it: its newest word is found from the end. */
const isOpenEnded = ({ text }: { text: string }): boolean => text.includes("ORDER BY at DESC LIMIT 1");

it.each(Object.entries(MONTHS))(
  "%s looks at no more than %i months of changes and actions, however many are kept",
  (name, months) => {
    const statements = queries.find((query) => query.name === name)?.statements ?? [];
    const looks = statements
      .filter((statement) => !isOpenEnded(statement))
      .flatMap((statement) =>
        (["transition", "action"] as const).map((table) => ({
          table,
          months: countPartitions(statement, table),
          text: statement.text,
        })),
      );
    expect(looks.filter((look) => look.months > months)).toEqual([]);
  },
);

it("looks at everything that is hot", () => {
  const counts = Object.fromEntries(queries.map(({ name, statements }) => [name, statements.length]));
  expect(Object.keys(counts).length).toBeGreaterThan(12);
  expect(Object.entries(counts).filter(([, count]) => count === 0)).toEqual([]);
  expect(counts.ingest).toBeLessThan(30);
});
