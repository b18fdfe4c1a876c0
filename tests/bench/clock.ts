import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "#lib/db/database.ts";
import { DAY, type Instant, MINUTE, SECOND } from "#lib/domain/clock/instant.ts";
import { startWorker } from "#tests/support/start-worker.ts";
import type { BenchOptions } from "./support/bench-options.ts";
import { measureCopy } from "./support/measure-copy.ts";
import { type BenchDatabase, openBenchDatabase } from "./support/open-bench.ts";
import { percentile } from "./support/percentile.ts";
import { createProgress } from "./support/progress.ts";
import type { Figures, Report } from "./support/report.ts";
import type { LaneSeed } from "./support/seed/lane-life.ts";
import { lifeEvent } from "./support/seed/life-event.ts";
import { type LaneStory, seedFleet } from "./support/seed/seed-fleet.ts";

const LANES = 100_000;
const WORKERS = [1, 4];
/** A hundred thousand in a minute; fewer lanes fall due as densely. */
const DUE_PER_MS = 100_000 / MINUTE;
const PATIENCE_MS = 2 * MINUTE;
const LIFE_MS = 10 * DAY;
const LANES_PER_SERVER = 1_000;

/** Lanes that expire one after the other, 100,000 in a minute, and how late each transition was committed, with one worker and with several. */
export async function clock({ lanes = LANES, workers = WORKERS }: BenchOptions): Promise<Report> {
  let figures: Figures = { lanes };
  for (const count of workers) {
    const bench = await openBenchDatabase();
    try {
      figures = {
        ...figures,
        ...(await measure(bench, lanes, count)),
        "COPY rows/s": await measureCopy(bench.database.url, lanes),
      };
    } finally {
      await bench.close();
    }
  }
  return { figures };
}

async function measure({ database, folder }: BenchDatabase, lanes: number, count: number): Promise<Figures> {
  const dueFrom = await seedExpiring(database, lanes);
  const workers = await Promise.all(
    Array.from({ length: count }, (_, n) => startWorker({ databaseUrl: database.url, folder, name: `worker-${n}` })),
  );
  console.log(`${count} at work; the first lane is due in ${Math.round((dueFrom - Date.now()) / SECOND)} s`);
  try {
    await untilWritten(database, lanes, dueFrom + lanes / DUE_PER_MS + PATIENCE_MS);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
  const latenesses = await readLatenesses(database);
  const name = count === 1 ? "1 worker" : `${count} workers`;
  return {
    [`${name}: transitions`]: latenesses.length,
    [`${name}: median ms`]: percentile(latenesses, 0.5),
    [`${name}: p95 ms`]: percentile(latenesses, 0.95),
    [`${name}: worst ms`]: percentile(latenesses, 1),
  };
}

/** Seeds lanes whose keys end one after the other; returns when the first does. */
async function seedExpiring(database: Database, lanes: number): Promise<Instant> {
  const seedLanes = (prefix: string, count: number, dueFrom: Instant) => {
    const to = new Date();
    const fleet = { prefix, lanes: count, events: 2 * count, from: new Date(to.getTime() - MINUTE), to };
    const story = storyOf((seed) => dueFrom + Math.floor(seed.index / DUE_PER_MS));
    return seedFleet(database, { ...fleet, lanesPerServer: LANES_PER_SERVER, replicas: 1, story, progress: createProgress() });
  };
  // A few that stand by tell how long the many will take, and so when these may be due.
  const few = Math.max(100, Math.ceil(lanes / 20));
  const startedAt = Date.now();
  await seedLanes("standing-by", few, startedAt + DAY);
  const dueFrom = Date.now() + ((Date.now() - startedAt) / few) * lanes * 1.5 + 5 * SECOND;
  await seedLanes("due", lanes, dueFrom);
  if (Date.now() > dueFrom)
    throw new Error("Filling the database took longer than it promised to: run it again on a quieter machine.");
  await database.query(
    `CREATE TABLE expected AS SELECT l.id AS lane_id, l.next_deadline_at AS due_at FROM lane l JOIN server s ON s.id = l.server_id
     WHERE s.slug LIKE 'due-%'`,
  );
  return dueFrom;
}

function storyOf(expiresAt: (seed: LaneSeed) => Instant): LaneStory {
  return {
    declare: () => ({ provider: "github", kind: "managed_key", routes: [{ tool: "issues_create", side_effect: "write" }] }),
    live: (seed) => [
      lifeEvent(seed.from + SECOND, 0, "credential.loaded", {
        generation: 1,
        fingerprint: seed.index.toString(16).padStart(16, "0"),
        issued_at: new Date(expiresAt(seed) - LIFE_MS).toISOString(),
        expires_at: new Date(expiresAt(seed)).toISOString(),
      }),
    ],
  };
}

const WRITTEN = `
  SELECT extract(epoch FROM pg_xact_commit_timestamp(t.xmin) - e.due_at)::float8 * 1000 AS late_ms
  FROM expected e JOIN transition t ON t.lane_id = e.lane_id WHERE t.cause = 'clock' AND t.after ->> 'health' = 'expired'`;

async function untilWritten(database: Database, lanes: number, deadline: Instant): Promise<void> {
  const tell = createProgress();
  for (let written = 0; written < lanes; await sleep(SECOND)) {
    if (Date.now() > deadline) throw new Error(`Only ${written} of ${lanes} transitions were written in time.`);
    const [row] = await database.query<{ count: number }>("SELECT count(*) AS count FROM lane WHERE health = 'expired'");
    written = row?.count ?? 0;
    if (written > 0) tell("transitions", written, lanes);
  }
}

/** From when a lane was due until its transition was committed, in milliseconds, ascending. */
async function readLatenesses(database: Database): Promise<number[]> {
  const rows = await database.query<{ late_ms: number }>(`${WRITTEN} ORDER BY 1`);
  return rows.map(({ late_ms: lateMs }) => lateMs);
}
