import type { Database } from "./database.ts";

/** Makes the missing day partitions from today to `daysAhead`. Gives up rather than queue behind a long reader; the next beat tries again. */
export async function ensurePartitions(db: Database, now: Date, daysAhead: number): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.query("SET LOCAL lock_timeout = '2s'");
    const [row] = await tx.query<{ made: number }>(
      "SELECT ensure_event_partitions(($1::timestamptz AT TIME ZONE 'UTC')::date, ($1::timestamptz AT TIME ZONE 'UTC')::date + $2::int) AS made",
      [now, daysAhead],
    );
    return row?.made ?? 0;
  });
}
