import { beforeAll, expect, it } from "vitest";
import { seedMixedFleet } from "#tests/bench/seed.ts";
import { explainHotQueries, type HotQuery } from "#tests/bench/support/explain/hot-queries.ts";
import { countDays, inWords, scannedTables } from "#tests/bench/support/explain/plan.ts";
import { createTestDatabase } from "#tests/support/database.ts";

let queries: HotQuery[];

beforeAll(async () => {
  const db = await createTestDatabase();
  await seedMixedFleet(db, { lanes: 200, events: 10_000, progress: () => undefined });
  queries = await explainHotQueries(db, new Date(), true);
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
  const far = statements.filter((statement) => countDays(statement) > days);
  expect(far.map((statement) => `${countDays(statement)} days: ${statement.text}`)).toEqual([]);
});

it("looks at everything that is hot", () => {
  const counts = Object.fromEntries(queries.map(({ name, statements }) => [name, statements.length]));
  expect(Object.keys(counts).length).toBeGreaterThan(12);
  expect(Object.entries(counts).filter(([, count]) => count === 0)).toEqual([]);
  expect(counts.ingest).toBeLessThan(30);
});
