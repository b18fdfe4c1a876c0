import { processDatabase } from "#lib/db/process-database.ts";
import { env } from "#lib/env.ts";
import { createLog } from "#lib/log.ts";
import { runWorker } from "./run-worker.ts";

/** Leaving a day of history out counts and copies it whole. */
const ANSWER_WITHIN_MS = 15 * 60_000;

const log = createLog("worker");
const db = processDatabase(ANSWER_WITHIN_MS);
const { LANEKEEPER_HISTORY_DAYS: historyDays, LANEKEEPER_USAGE_DAYS: usageDays, LANEKEEPER_DEADMAN_URL: deadManUrl } = env();
const stop = new AbortController();

for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort());

log.info("the worker keeps the clock");
await runWorker({ db, log, signal: stop.signal, retention: { historyDays, usageDays }, deadManUrl });
await db.close();
log.info("the worker has stopped");
