import type { Sql } from "./sql.ts";

const DUE = "next_deadline_at <= $1 AND ended_at IS NULL AND folded_to IS NULL";

/**
 * Locks lanes whose deadline has passed, or those of the given ones whose has, skipping those that another writer holds:
 * that writer judges them itself.
 */
export async function claimDueLanes(tx: Sql, now: Date, limit: number, only: readonly string[] | null = null): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM lane WHERE ${DUE} AND ($3::uuid[] IS NULL OR id = ANY($3))
     ORDER BY next_deadline_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED`,
    [now, limit, only],
  );
  return rows.map(({ id }) => id);
}

/** Lanes whose deadline has passed, without locking them. */
export async function findDueLanes(sql: Sql, now: Date, limit: number): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(`SELECT id FROM lane WHERE ${DUE} ORDER BY next_deadline_at LIMIT $2`, [
    now,
    limit,
  ]);
  return rows.map(({ id }) => id);
}

export async function postponeLane(sql: Sql, id: string, until: Date): Promise<void> {
  await sql.query("UPDATE lane SET next_deadline_at = $2 WHERE id = $1", [id, until]);
}

/** Lets the clock look at a locked lane at once. */
export async function wakeLane(tx: Sql, id: string, now: Date): Promise<void> {
  await tx.query(
    "UPDATE lane SET next_deadline_at = $2 WHERE id = $1 AND ended_at IS NULL AND (next_deadline_at IS NULL OR next_deadline_at > $2)",
    [id, now],
  );
}
