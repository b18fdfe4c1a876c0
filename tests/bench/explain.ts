import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "#lib/db/database.ts";
import { seedMixedFleet } from "./seed.ts";
import type { BenchOptions } from "./support/bench-options.ts";
import { explainHotQueries, type HotQuery } from "./support/explain/hot-queries.ts";
import { inWords, scannedTables } from "./support/explain/plan.ts";
import { openBenchDatabase } from "./support/open-bench.ts";
import { type Figures, type Report, resultsFolder } from "./support/report.ts";

const LANES = 10_000;
const EVENTS = 1_000_000;
/** Reading the whole of a smaller table is what a good plan does. */
const MANY_ROWS = 1_000;

/** How Postgres carries out everything that is asked for all the time, on a filled database. */
export async function explain({ lanes = LANES, events = EVENTS }: BenchOptions): Promise<Report> {
  const bench = await openBenchDatabase();
  try {
    await seedMixedFleet(bench.database, { lanes, events });
    return await explainOn(bench.database);
  } finally {
    await bench.close();
  }
}

/** The same on a database that is filled already. Keeps the plans as text beside the results. */
export async function explainOn(database: Database): Promise<Report> {
  const queries = await explainHotQueries(database, new Date());
  const file = join(resultsFolder(), "plans.txt");
  writeFileSync(file, queries.map(inText).join("\n\n"));
  console.log(`The plans are in ${file}`);
  for (const { name, statements } of queries) {
    const scanned = [...new Set(statements.flatMap((statement) => scannedTables(statement, MANY_ROWS)))];
    if (scanned.length > 0) console.log(`  ${name} reads the whole of ${scanned.join(", ")}`);
  }
  return { figures: figuresOf(queries), details: queries };
}

/** Milliseconds that Postgres takes to plan and run what only reads; to plan the rest. */
function figuresOf(queries: readonly HotQuery[]): Figures {
  const spent = ({ statements }: HotQuery) =>
    statements.reduce((sum, { planningMs, executionMs }) => sum + planningMs + (executionMs ?? 0), 0);
  return Object.fromEntries(queries.map((query) => [`${query.name}: ${query.statements.length} statements, ms`, spent(query)]));
}

const inText = ({ name, statements }: HotQuery): string =>
  [`=== ${name}`, ...statements.map((statement) => `${statement.text}\n\n${inWords(statement)}\n`)].join("\n\n");
