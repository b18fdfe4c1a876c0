import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "#lib/db/database.ts";
import { MINUTE, SECOND } from "#lib/domain/clock/instant.ts";
import { startWorker } from "#tests/support/start-worker.ts";
import { explainOn } from "./explain.ts";
import { seedMixedFleet } from "./seed.ts";
import type { BenchOptions } from "./support/bench-options.ts";
import { measureCopy } from "./support/measure-copy.ts";
import { measurePages } from "./support/measure-pages.ts";
import { type BenchDatabase, openBenchDatabase, openFilledDatabase, startBuiltWeb } from "./support/open-bench.ts";
import type { Figures, Report } from "./support/report.ts";
import { createFleet } from "./support/reporting-fleet.ts";
import { send, sendLoad } from "./support/send-load.ts";

const EVENTS = 50_000_000;
const LANES = 10_000;
/** What an empty database holds, so that there is a page to look at. */
const FEW_LANES = 40;
const FEW_EVENTS = 400;
const MINUTES = 1 / 6;
const WARM_UP_SHARE = 0.3;
const BATCH = 100;
const CONNECTIONS = 20;
/** A worker that has just started looks first at what was due long ago. */
const BACKLOG_MS = 3 * SECOND;
const PATIENCE_MS = 10 * MINUTE;

/**
 * Ingest and the console's pages on a database with years of use, beside an empty one in the same run.
 * The full one is filled first, or is the one that `database` names, filled by `seed` before.
 */
export async function growth({ lanes = LANES, events = EVENTS, minutes = MINUTES, database }: BenchOptions): Promise<Report> {
  const measuredMs = minutes * MINUTE;
  const measure = (bench: BenchDatabase) => measureRunning(bench, measuredMs, events);
  const explained = async (bench: BenchDatabase) => {
    const figures = await measure(bench);
    return { ...(await explainOn(bench.database)), figures };
  };
  const empty = await withFleet({ lanes: FEW_LANES, events: FEW_EVENTS }, async (bench) => ({ figures: await measure(bench) }));
  const full = database === undefined ? await withFleet({ lanes, events }, explained) : await withFilled(database, explained);
  const both = Object.keys(empty.figures).flatMap((name) => {
    const [before = 0, after = 0] = [empty.figures[name], full.figures[name]];
    return [
      [`empty: ${name}`, before],
      [`full: ${name}`, after],
      [`full per empty, ${name.replace(/ (ms|events\/s|rows\/s)$/, "")}`, after / before],
    ] as const;
  });
  return { figures: { lanes, events, ...Object.fromEntries(both) }, details: full.details };
}

async function withFleet(
  size: { lanes: number; events: number },
  measure: (bench: BenchDatabase) => Promise<Report>,
): Promise<Report> {
  const bench = await openBenchDatabase();
  try {
    console.log(
      `Filling a database with ${size.lanes.toLocaleString("en")} lanes and ${size.events.toLocaleString("en")} events`,
    );
    await seedMixedFleet(bench.database, size);
    return await measure(bench);
  } finally {
    await bench.close();
  }
}

async function withFilled(url: string, measure: (bench: BenchDatabase) => Promise<Report>): Promise<Report> {
  const bench = await openFilledDatabase(url);
  try {
    return await measure(bench);
  } finally {
    await bench.close();
  }
}

/** With a worker beside the web, as in production. */
async function measureRunning(bench: BenchDatabase, measuredMs: number, copiedRows: number): Promise<Figures> {
  const { database, folder } = bench;
  const web = await startBuiltWeb(bench);
  const worker = await startWorker({ databaseUrl: database.url, folder });
  try {
    await untilJudged(database);
    const pages = await measurePages(database, web.url);
    const rate = await measureIngest(web.url, measuredMs);
    return { ...pages, "ingest events/s": rate, "COPY rows/s": await measureCopy(database.url, copiedRows) };
  } finally {
    await worker.stop();
    await web.stop();
  }
}

/** A filled fleet has been silent since: the worker finds that out first, as it would after an outage, and not while something is measured. */
async function untilJudged(database: Database): Promise<void> {
  const startedAt = Date.now();
  while (Date.now() - startedAt < PATIENCE_MS) {
    const [row] = await database.query<{ overdue: number }>(
      "SELECT count(*)::int AS overdue FROM lane WHERE ended_at IS NULL AND next_deadline_at < now() - interval '3 seconds'",
    );
    if (row?.overdue === 0 && Date.now() - startedAt > BACKLOG_MS) return;
    await sleep(SECOND);
  }
  throw new Error("The worker does not keep up with the clock of the filled fleet.");
}

async function measureIngest(url: string, durationMs: number): Promise<number> {
  const fleet = await createFleet(url, BATCH);
  for (const batch of fleet.introductions) await send(`${url}/api/v1/events`, undefined, batch);
  const load = { url, connections: CONNECTIONS, next: () => fleet.next(), progress: () => undefined };
  await sendLoad({ ...load, durationMs: WARM_UP_SHARE * durationMs });
  const startedAt = performance.now();
  const answered = await sendLoad({ ...load, durationMs });
  const seconds = (performance.now() - startedAt) / 1_000;
  return (answered.filter(({ status }) => status === 202).length * BATCH) / seconds;
}
