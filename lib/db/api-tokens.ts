import type { Role } from "../domain/vocabulary.ts";
import { maybeOne, type Sql } from "./sql.ts";

export interface ApiTokenRow {
  id: string;
  name: string;
  role: Role;
  secretHash: Buffer;
  expiresAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

export function findApiToken(sql: Sql, id: string): Promise<ApiTokenRow | null> {
  return maybeOne(
    sql,
    `SELECT id, name, role, secret_hash AS "secretHash", expires_at AS "expiresAt", last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"
     FROM api_token WHERE id = $1`,
    [id],
  );
}

export async function insertApiToken(
  sql: Sql,
  token: { id: string; name: string; role: Role; secretHash: Buffer; createdBy: string; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await sql.query(
    "INSERT INTO api_token (id, name, role, secret_hash, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    [token.id, token.name, token.role, token.secretHash, token.createdBy, token.createdAt, token.expiresAt],
  );
}

export async function touchApiToken(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.query("UPDATE api_token SET last_used_at = $2 WHERE id = $1", [id, at]);
}
