import type { Presence } from "../domain/vocabulary.ts";
import type { Prisma } from "./generated/client.ts";
import type { Records } from "./records.ts";
import { sharedPer } from "./shared.ts";
import { shareLookUp } from "./shared-look-up.ts";
import { maybeOne, type Sql } from "./sql.ts";

const COLUMNS = {
  id: true,
  slug: true,
  displayName: true,
  environment: true,
  presence: true,
  createdAt: true,
} satisfies Prisma.ServerSelect;

type Selected = Prisma.ServerGetPayload<{ select: typeof COLUMNS }>;

export interface ServerRow extends Selected {
  presence: Presence;
}

const toServer = (row: Selected): ServerRow => ({ ...row, presence: row.presence as Presence });

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A server by its id or its slug; archived ones are not found. */
export async function findServer({ prisma }: Records, idOrSlug: string): Promise<ServerRow | null> {
  const where = UUID.test(idOrSlug) ? { id: idOrSlug } : { slug: idOrSlug };
  const row = await prisma.server.findUnique({ where: { ...where, archivedAt: null }, select: COLUMNS });
  return row && toServer(row);
}

/**
 * The server, locked to the end of the transaction, so that changes of its keys come one after the other.
 * Rows that refer to it may still be added: locking those out would make replicas that start together wait in a circle.
 */
export function lockServer(tx: Sql, idOrSlug: string): Promise<ServerRow | null> {
  const column = UUID.test(idOrSlug) ? "id" : "slug";
  return maybeOne(
    tx,
    `SELECT id, slug, display_name AS "displayName", environment, presence, created_at AS "createdAt"
     FROM server WHERE ${column} = $1 AND archived_at IS NULL FOR NO KEY UPDATE`,
    [idOrSlug],
  );
}

/** Locks servers in id order. They come after lanes, everywhere the same. */
export async function lockServers(tx: Sql, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query("SELECT id FROM server WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE", [ids]);
}

/** The row made, or null where the slug is taken. */
export async function insertServer({ prisma }: Records, server: Omit<ServerRow, "id">): Promise<ServerRow | null> {
  const [row] = await prisma.server.createManyAndReturn({ data: server, select: COLUMNS, skipDuplicates: true });
  return row ? toServer(row) : null;
}

/** One page of servers by slug, after `afterSlug`. */
export async function pageServers({ prisma }: Records, afterSlug: string, limit: number): Promise<ServerRow[]> {
  const rows = await prisma.server.findMany({
    where: { archivedAt: null, slug: { gt: afterSlug } },
    orderBy: { slug: "asc" },
    take: limit,
    select: COLUMNS,
  });
  return rows.map(toServer);
}

/** The version of everything that each of these servers shall be, by id: every answer to their events carries it. */
export async function readControlVersions(sql: Sql, serverIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await sql.query<{ id: string; version: number }>(
    "SELECT id, control_version AS version FROM server WHERE id = ANY($1::uuid[])",
    [serverIds],
  );
  return new Map(rows.map(({ id, version }) => [id, version]));
}

/** The version of one server; concurrent requests ask together. */
export function lookUpControlVersion(sql: Sql, serverId: string): Promise<number> {
  const lookUp = sharedPer(sql, "control-versions", () => shareLookUp((ids) => readControlVersions(sql, ids)));
  return lookUp(serverId).then((version) => version ?? 0);
}
