import type { KeyKind } from "../domain/vocabulary.ts";
import type { Prisma } from "./generated/client.ts";
import type { Records } from "./records.ts";
import { sharedPer } from "./shared.ts";
import { shareLookUp } from "./shared-look-up.ts";
import type { Sql } from "./sql.ts";

/** A key with the server it is bound to. */
export interface ServerKeyRow {
  id: string;
  serverId: string;
  slug: string;
  secretHash: Buffer;
  kind: KeyKind;
  lastUsedAt: Date | null;
}

/** Those of these keys that are neither unknown nor revoked, and whose server is not archived, by their ids. */
async function findValidServerKeys(sql: Sql, ids: readonly string[]): Promise<Map<string, ServerKeyRow>> {
  const rows = await sql.query<ServerKeyRow>(
    `SELECT k.id, k.server_id AS "serverId", s.slug, k.secret_hash AS "secretHash", k.kind, k.last_used_at AS "lastUsedAt"
     FROM server_key k JOIN server s ON s.id = k.server_id
     WHERE k.id = ANY($1::text[]) AND k.revoked_at IS NULL AND s.archived_at IS NULL`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** The key, or null where it is not valid now. Each batch of events asks this, so concurrent requests ask together. */
export function findValidServerKey(sql: Sql, id: string): Promise<ServerKeyRow | null> {
  const lookUp = sharedPer(sql, "server-keys", () => shareLookUp((ids) => findValidServerKeys(sql, ids)));
  return lookUp(id);
}

export async function insertServerKey({ prisma }: Records, key: Prisma.ServerKeyUncheckedCreateInput): Promise<void> {
  await prisma.serverKey.create({ data: key });
}

/** Ids of a server's keys of one kind that are valid now, oldest first. */
export async function validKeyIds({ prisma }: Records, serverId: string, kind: KeyKind): Promise<string[]> {
  const rows = await prisma.serverKey.findMany({
    where: { serverId, kind, revokedAt: null },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

/** True where this call revoked it; false where it is not this server's or was revoked before. */
export async function revokeServerKeyRow({ prisma }: Records, serverId: string, id: string, at: Date): Promise<boolean> {
  const { count } = await prisma.serverKey.updateMany({ where: { id, serverId, revokedAt: null }, data: { revokedAt: at } });
  return count > 0;
}

export async function touchServerKey({ prisma }: Records, id: string, at: Date): Promise<void> {
  await prisma.serverKey.update({ where: { id }, data: { lastUsedAt: at }, select: { id: true } });
}
