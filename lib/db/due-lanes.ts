import type { Sql } from "./sql.ts";

/** Locks lanes whose deadline has passed, skipping those that another writer holds: that writer judges them itself. */
export async function claimDueLanes(tx: Sql, now: Date, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM lane WHERE next_deadline_at <= $1 AND ended_at IS NULL ORDER BY next_deadline_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED`,
    [now, limit],
  );
  return rows.map(({ id }) => id);
}
