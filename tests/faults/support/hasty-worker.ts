import { processDatabase } from "#lib/db/process-database.ts";
import { createLog } from "#lib/log.ts";
import { runWorker } from "#lib/worker/run-worker.ts";

/** The worker, for a test that cannot wait: it counts as away after a second and a half. */
const db = processDatabase();
await runWorker({
  db,
  log: createLog("worker"),
  signal: new AbortController().signal,
  retention: { historyDays: 400, usageDays: 35 },
  watch: { everyMs: 200, awayAfterMs: 1_500 },
});
