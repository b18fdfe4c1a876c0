import { parseServerKey } from "#lib/contract/key.ts";
import type { Records } from "#lib/db/records.ts";
import { findValidServerKey, touchServerKey } from "#lib/db/server-keys.ts";
import type { Actor } from "#lib/domain/audit/actor.ts";
import { secretMatches } from "./secret.ts";
import { isUseStale } from "./use.ts";

/** The server a key speaks for, or null. Asked of Postgres each time, so that a revoked key ends with its next request. */
export async function resolveServerKey(records: Records, text: string, address: string | null, now: Date): Promise<Actor | null> {
  const parts = parseServerKey(text);
  const row = parts && (await findValidServerKey(records, parts.id));
  if (!row || !secretMatches(parts.secret, row.secretHash)) return null;
  if (isUseStale(row.lastUsedAt, now)) await touchServerKey(records, row.id, now);
  return { kind: "server", id: row.serverId, name: row.slug, keyId: row.id, keyKind: row.kind, auth: "server_key", address };
}
