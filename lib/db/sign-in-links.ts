import { maybeOne, type Sql } from "./sql.ts";

export async function insertLink(
  sql: Sql,
  link: { tokenHash: Buffer; userId: string; expiresAt: Date; createdAt: Date },
): Promise<void> {
  await sql.query("INSERT INTO sign_in_link (token_hash, user_id, expires_at, created_at) VALUES ($1, $2, $3, $4)", [
    link.tokenHash,
    link.userId,
    link.expiresAt,
    link.createdAt,
  ]);
}

/** Uses the link up and names its user; null where it is unknown, used or too old. Two at once: one wins. */
export async function consumeLink(sql: Sql, tokenHash: Buffer, at: Date): Promise<string | null> {
  const row = await maybeOne<{ userId: string }>(
    sql,
    `UPDATE sign_in_link SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING user_id AS "userId"`,
    [tokenHash, at],
  );
  return row?.userId ?? null;
}

/** Ends every unused link of a user. */
export async function expireLinks(sql: Sql, userId: string, at: Date): Promise<void> {
  await sql.query("UPDATE sign_in_link SET expires_at = $2 WHERE user_id = $1 AND used_at IS NULL AND expires_at > $2", [
    userId,
    at,
  ]);
}
