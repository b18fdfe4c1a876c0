import type { Database } from "#lib/db/database.ts";
import { pruneOutbox } from "#lib/db/outbox.ts";
import { ensurePartitions } from "#lib/db/partitions.ts";
import type { Log } from "#lib/log.ts";
import { forgetReplicas } from "./forget-replicas.ts";
import { runLoop } from "./run-loop.ts";

const EVERY_MS = 60_000;
const OUTBOX_KEPT_MS = 15 * 60_000;
const DAYS_AHEAD = 7;

/** Keeps a week of event partitions ahead, and drops what every live reader has long seen and replicas that left long ago. */
export function housekeepingLoop(db: Database, log: Log, signal: AbortSignal): Promise<void> {
  const beat = async () => {
    const now = new Date();
    const made = await ensurePartitions(db, now, DAYS_AHEAD);
    if (made > 0) log.info({ made }, "made event partitions ahead");
    await pruneOutbox(db, new Date(now.getTime() - OUTBOX_KEPT_MS));
    await forgetReplicas(db, now);
    return false;
  };
  return runLoop({ name: "housekeeping", everyMs: EVERY_MS, log, signal, beat });
}
