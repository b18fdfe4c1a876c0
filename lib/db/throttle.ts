import { maybeOne, type Sql } from "./sql.ts";

export interface ThrottleRule {
  key: string;
  /** Attempts before any wait. */
  free: number;
  /** The wait doubles with each further attempt, up to this. */
  longestWaitS: number;
  /** Quiet time after which the count starts again. */
  forgetAfterS: number;
}

/** Counts one attempt, or returns false while the key has to wait. One statement, so parallel guesses cannot share a slot. */
export async function claimAttempt(sql: Sql, rule: ThrottleRule, at: Date): Promise<boolean> {
  const row = await maybeOne<{ failures: number }>(
    sql,
    `INSERT INTO throttle AS t (key, started_at, failures) VALUES ($1, $2, 1)
     ON CONFLICT (key) DO UPDATE SET
       started_at = $2,
       failures = CASE WHEN t.started_at + make_interval(secs => $5) <= $2 THEN 1 ELSE t.failures + 1 END
     WHERE t.failures < $3 OR t.started_at + make_interval(secs => least(power(2, least(t.failures - $3, 30)), $4)) <= $2
     RETURNING failures`,
    [rule.key, at, rule.free, rule.longestWaitS, rule.forgetAfterS],
  );
  return row !== null;
}

/** A success: forgets every attempt under the key. */
export async function clearAttempts(sql: Sql, key: string): Promise<void> {
  await sql.query("DELETE FROM throttle WHERE key = $1", [key]);
}

/** A success behind a shared key: gives back the one attempt it took. */
export async function returnAttempt(sql: Sql, key: string): Promise<void> {
  await sql.query("UPDATE throttle SET failures = failures - 1 WHERE key = $1 AND failures > 0", [key]);
}

/** Drops keys that made no attempt since `before`, so that the table holds the present only. */
export async function dropQuietKeys(sql: Sql, before: Date): Promise<void> {
  await sql.query("DELETE FROM throttle WHERE started_at < $1", [before]);
}
