import type { Database } from "#lib/db/database.ts";
import { noteGoneReplicas, prunePastReplicas, pruneReplicas } from "#lib/db/departed-replicas.ts";

const KEPT_MS = 24 * 3_600_000;
/** As long as the story of events, in which their names stand. */
const NAMES_KEPT_MS = 400 * 24 * 3_600_000;
const BATCH = 500;
/** Per beat, so that the first beats after an upgrade leave room for the rest of the housekeeping. */
const MOST_BATCHES = 40;

/** Notes who has gone, and deletes replicas a day after they left, in batches. Returns how many were deleted. */
export async function forgetReplicas(db: Database, now: Date): Promise<number> {
  await noteGoneReplicas(db, now);
  let deleted = 0;
  for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
    const count = await pruneReplicas(db, new Date(now.getTime() - KEPT_MS), BATCH);
    deleted += count;
    if (count < BATCH) break;
  }
  await prunePastReplicas(db, new Date(now.getTime() - NAMES_KEPT_MS));
  return deleted;
}
