import type { Database } from "#lib/db/database.ts";
import { pruneOutbox } from "#lib/db/outbox.ts";
import { ensurePartitions } from "#lib/db/partitions.ts";
import type { Log } from "#lib/log.ts";
import { forgetReplicas, type Retention, restRounds, retireHistory } from "#lib/pipeline/retention/index.ts";
import { runLoop } from "./run-loop.ts";

const EVERY_MS = 60_000;
const OUTBOX_KEPT_MS = 5 * 60_000;
const DAYS_AHEAD = 7;

/** Keeps partitions a week ahead, and ends what is over: history, what live readers have long seen, replicas that left, generations nobody judges. */
export function housekeepingLoop(db: Database, log: Log, signal: AbortSignal, retention: Retention): Promise<void> {
  const letGenerationsRest = restRounds(db);
  const beat = async () => {
    const now = new Date();
    const made = await ensurePartitions(db, now, DAYS_AHEAD);
    if (made > 0) log.info({ made }, "made partitions ahead");
    await pruneOutbox(db, new Date(now.getTime() - OUTBOX_KEPT_MS));
    await forgetReplicas(db, now, retention.historyDays);
    const retired = await retireHistory(db, now, retention);
    if (retired.dropped + retired.thinned > 0) log.info(retired, "retired history");
    await letGenerationsRest(now);
    return false;
  };
  return runLoop({ name: "housekeeping", everyMs: EVERY_MS, log, signal, beat });
}
