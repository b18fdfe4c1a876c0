import type { Prisma } from "./generated/client.ts";
import type { Records } from "./records.ts";
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

/** The key, or null where it is unknown or revoked, or its server archived. Each batch of events asks this, so it is one plain join. */
export function findValidServerKey(sql: Sql, id: string): Promise<ServerKeyRow | null> {
  return maybeOne(
    sql,
    `SELECT k.id, k.server_id AS "serverId", s.slug, k.secret_hash AS "secretHash", k.kind, k.last_used_at AS "lastUsedAt"
     FROM server_key k JOIN server s ON s.id = k.server_id
     WHERE k.id = $1 AND k.revoked_at IS NULL AND s.archived_at IS NULL`,
    [id],
  );
}

export async function insertServerKey({ prisma }: Records, key: Prisma.ServerKeyUncheckedCreateInput): Promise<void> {
  await prisma.serverKey.create({ data: key });
}

/** Ids of the keys that are valid now, oldest first. */
export async function validKeyIds({ prisma }: Records, serverId: string): Promise<string[]> {
  const rows = await prisma.serverKey.findMany({
    where: { serverId, revokedAt: null },
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
