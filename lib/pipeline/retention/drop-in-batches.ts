import { writeActions } from "#lib/db/actions.ts";
import type { Database } from "#lib/db/database.ts";
import type { Sql } from "#lib/db/sql.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";

/** Rows that end with the history they belong to. */
export interface PastRows {
  /** What people call them. */
  of: string;
  /** Deletes up to `limit` that were over before `before`; returns how many. */
  drop(tx: Sql, before: Date, limit: number): Promise<number>;
}

const BATCH = 1_000;

/** Drops all rows that were over before `before`, batch by batch, each with its audit entry. Returns how many. */
export async function dropInBatches(db: Database, { of, drop }: PastRows, before: Date, now: Date): Promise<number> {
  const until = before.toISOString().slice(0, 10);
  let total = 0;
  for (let count = BATCH; count === BATCH; total += count) {
    count = await db.transaction(async (tx) => {
      const dropped = await drop(tx, before, BATCH);
      const summary = `${dropped} ${of} that were over before ${until} have reached the end of their time and were dropped`;
      const action = { action: "history.dropped" as const, after: { until, of, count: dropped }, summary };
      await writeActions(tx, SYSTEM, now, dropped > 0 ? [action] : []);
      return dropped;
    });
  }
  return total;
}
