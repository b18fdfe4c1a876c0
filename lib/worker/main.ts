import { processDatabase } from "#lib/db/process-database.ts";
import { createLog } from "#lib/log.ts";
import { clockLoop } from "./clock-loop.ts";
import { housekeepingLoop } from "./housekeeping-loop.ts";

const log = createLog("worker");
const db = processDatabase();
const stop = new AbortController();

for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort());

log.info("the worker keeps the clock");
await Promise.all([clockLoop(db, log, stop.signal), housekeepingLoop(db, log, stop.signal)]);
await db.close();
log.info("the worker has stopped");
