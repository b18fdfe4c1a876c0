import { writeActions } from "#lib/db/actions.ts";
import type { Database } from "#lib/db/database.ts";
import { dropRested } from "#lib/db/resting-generations.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";

const BATCH = 1_000;

/** Drops generations that have been at rest since before `before`, in batches, each with its audit entry. Returns how many. */
export async function dropRestedGenerations(db: Database, before: Date, now: Date): Promise<number> {
  let total = 0;
  for (let dropped = BATCH; dropped === BATCH; total += dropped) {
    dropped = await db.transaction(async (tx) => {
      const generations = await dropRested(tx, before, BATCH);
      const until = before.toISOString().slice(0, 10);
      const summary = `${generations} generations at rest since before ${until} have reached the end of their time and were dropped`;
      const action = { action: "history.dropped" as const, after: { until, of: "generations", count: generations }, summary };
      await writeActions(tx, SYSTEM, now, generations > 0 ? [action] : []);
      return generations;
    });
  }
  return total;
}
