import type { Database } from "#lib/db/database.ts";
import { noteGoneReplicas, prunePastReplicas, pruneReplicas } from "#lib/db/departed-replicas.ts";

const KEPT_MS = 24 * 3_600_000;
const BATCH = 500;
/** Per beat, so that the first beats after an upgrade leave room for the rest of the housekeeping. */
const MOST_BATCHES = 40;

/** How long names are kept after their events, which go by whole days. */
const LEEWAY_MS = 2 * 24 * 3_600_000;

/**
 * Notes who has gone, and deletes replicas a day after they left, in batches; their names are kept as long as the events in which they
 * stand, `historyDays`. Returns how many were deleted.
 */
export async function forgetReplicas(db: Database, now: Date, historyDays: number): Promise<number> {
  await noteGoneReplicas(db, now);
  let deleted = 0;
  for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
    const count = await pruneReplicas(db, new Date(now.getTime() - KEPT_MS), BATCH);
    deleted += count;
    if (count < BATCH) break;
  }
  await prunePastReplicas(db, new Date(now.getTime() - historyDays * KEPT_MS - LEEWAY_MS));
  return deleted;
}
