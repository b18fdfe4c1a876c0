import { processDatabase } from "#lib/db/process-database.ts";
import { env } from "#lib/env.ts";
import { createLog } from "#lib/log.ts";
import { clockLoop } from "./clock-loop.ts";
import { housekeepingLoop } from "./housekeeping-loop.ts";

const log = createLog("worker");
const db = processDatabase();
const retention = { historyDays: env().LANEKEEPER_HISTORY_DAYS, usageDays: env().LANEKEEPER_USAGE_DAYS };
const stop = new AbortController();

for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort());

log.info("the worker keeps the clock");
await Promise.all([clockLoop(db, log, stop.signal), housekeepingLoop(db, log, stop.signal, retention)]);
await db.close();
log.info("the worker has stopped");
