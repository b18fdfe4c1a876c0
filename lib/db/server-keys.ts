import { maybeOne, type Sql } from "./sql.ts";

/** A key with the server it is bound to. */
export interface ServerKeyRow {
  id: string;
  serverId: string;
  slug: string;
  secretHash: Buffer;
  kind: "service" | "workstation";
  lastUsedAt: Date | null;
}

/** The key, or null where it is unknown or revoked, or its server archived. */
export function findValidServerKey(sql: Sql, id: string): Promise<ServerKeyRow | null> {
  return maybeOne(
    sql,
    `SELECT k.id, k.server_id AS "serverId", s.slug, k.secret_hash AS "secretHash", k.kind, k.last_used_at AS "lastUsedAt"
     FROM server_key k JOIN server s ON s.id = k.server_id
     WHERE k.id = $1 AND k.revoked_at IS NULL AND s.archived_at IS NULL`,
    [id],
  );
}

export async function insertServerKey(
  sql: Sql,
  key: { id: string; serverId: string; secretHash: Buffer; createdBy: string; createdAt: Date },
): Promise<void> {
  await sql.query("INSERT INTO server_key (id, server_id, secret_hash, created_by, created_at) VALUES ($1, $2, $3, $4, $5)", [
    key.id,
    key.serverId,
    key.secretHash,
    key.createdBy,
    key.createdAt,
  ]);
}

/** Ids of the keys that are valid now, oldest first. */
export async function validKeyIds(sql: Sql, serverId: string): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    "SELECT id FROM server_key WHERE server_id = $1 AND revoked_at IS NULL ORDER BY created_at, id",
    [serverId],
  );
  return rows.map((row) => row.id);
}

/** True where this call revoked it; false where it is not this server's or was revoked before. */
export async function revokeServerKeyRow(sql: Sql, serverId: string, id: string, at: Date): Promise<boolean> {
  const row = await maybeOne(
    sql,
    "UPDATE server_key SET revoked_at = $3 WHERE id = $1 AND server_id = $2 AND revoked_at IS NULL RETURNING id",
    [id, serverId, at],
  );
  return row !== null;
}

export async function touchServerKey(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.query("UPDATE server_key SET last_used_at = $2 WHERE id = $1", [id, at]);
}
