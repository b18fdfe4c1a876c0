import { prepareEnvironment } from "#lib/cli/prepare-environment.ts";
import type { Database } from "#lib/db/database.ts";
import { openDatabase } from "#lib/db/database.ts";
import { startEmbeddedPostgres } from "#lib/db/embedded/embedded-postgres.ts";
import { migrate } from "#lib/db/migrate.ts";
import { DAY, HOUR } from "#lib/domain/clock/instant.ts";
import { provideDefaults } from "#lib/env.ts";
import type { BenchOptions } from "./support/bench-options.ts";
import { createProgress } from "./support/progress.ts";
import type { Report } from "./support/report.ts";
import { type FleetToSeed, seedFleet } from "./support/seed/seed-fleet.ts";

const LANES = 10_000;
const EVENTS = 10_000_000;
/** As far back as events are accepted, but for an hour. */
const SPAN_MS = 35 * DAY - HOUR;
const FOLDER = ".data-bench";

/** Fills a database with a fleet: `--database`, or an embedded one under `--data`. Ctrl-C ends it early and leaves it whole. */
export async function seed({ lanes = LANES, events = EVENTS, database: given, data = FOLDER }: BenchOptions): Promise<Report> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once("SIGINT", stop);
  const target = await openTarget(given, data);
  const database = openDatabase({ url: target.url });
  try {
    const startedAt = performance.now();
    const written = await seedMixedFleet(database, { lanes, events, signal: stopping.signal });
    const seconds = (performance.now() - startedAt) / 1_000;
    if (stopping.signal.aborted) console.log("Stopped early: there is less history than asked for, and all of it is whole.");
    console.log(target.use);
    return { figures: { lanes, "events written": written, seconds, "events/s": written / seconds } };
  } finally {
    process.off("SIGINT", stop);
    await database.close();
    await target.stop();
  }
}

interface MixedFleet extends Pick<FleetToSeed, "lanes" | "events" | "signal" | "progress"> {}

/** Five weeks of a mixed fleet, up to now. */
export async function seedMixedFleet(database: Database, fleet: MixedFleet): Promise<number> {
  const to = new Date();
  const prefix = `seed-${to.getTime().toString(36)}`;
  return seedFleet(database, { progress: createProgress(), ...fleet, prefix, from: new Date(to.getTime() - SPAN_MS), to });
}

interface Target {
  url: string;
  /** How to go on with it. */
  use: string;
  stop(): Promise<void>;
}

async function openTarget(given: string | undefined, data: string): Promise<Target> {
  if (given !== undefined) {
    await migrate({ url: given });
    return { url: given, use: "The database is filled.", stop: async () => undefined };
  }
  provideDefaults({ LANEKEEPER_DATA_DIR: data });
  prepareEnvironment();
  const { url, stop } = await startEmbeddedPostgres({ dataDir: data, report: console.log });
  await migrate({ url });
  return { url, stop, use: `Start Lanekeeper on it with: LANEKEEPER_DATA_DIR=${data} npm start` };
}
