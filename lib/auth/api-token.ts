import { parseApiToken } from "#lib/contract/key.ts";
import { findApiToken, touchApiToken } from "#lib/db/api-tokens.ts";
import type { Records } from "#lib/db/records.ts";
import type { Actor } from "#lib/domain/audit/actor.ts";
import { secretMatches } from "./secret.ts";
import { isUseStale } from "./use.ts";

/** The automation an API token speaks for, or null where it is unknown, revoked or expired. */
export async function resolveApiToken(records: Records, text: string, address: string | null, now: Date): Promise<Actor | null> {
  const parts = parseApiToken(text);
  const row = parts && (await findApiToken(records, parts.id));
  if (!row || !secretMatches(parts.secret, row.secretHash)) return null;
  if (row.revokedAt !== null || row.expiresAt <= now) return null;
  if (isUseStale(row.lastUsedAt, now)) await touchApiToken(records, row.id, now);
  return { kind: "token", id: row.id, name: row.name, role: row.role, auth: "api_token", address };
}
