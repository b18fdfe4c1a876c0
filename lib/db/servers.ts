import type { Presence } from "../domain/vocabulary.ts";
import { maybeOne, type Sql } from "./sql.ts";

export interface ServerRow {
  id: string;
  slug: string;
  displayName: string | null;
  environment: string;
  presence: Presence;
  createdAt: Date;
}

const COLUMNS = `id, slug, display_name AS "displayName", environment, presence, created_at AS "createdAt"`;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A server by its id or its slug; archived ones are not found. */
export function findServer(sql: Sql, idOrSlug: string): Promise<ServerRow | null> {
  const column = UUID.test(idOrSlug) ? "id" : "slug";
  return maybeOne(sql, `SELECT ${COLUMNS} FROM server WHERE ${column} = $1 AND archived_at IS NULL`, [idOrSlug]);
}

/** The server, locked to the end of the transaction, so that changes of its keys come one after the other. */
export function lockServer(tx: Sql, idOrSlug: string): Promise<ServerRow | null> {
  const column = UUID.test(idOrSlug) ? "id" : "slug";
  return maybeOne(tx, `SELECT ${COLUMNS} FROM server WHERE ${column} = $1 AND archived_at IS NULL FOR UPDATE`, [idOrSlug]);
}

/** The row made, or null where the slug is taken. */
export function insertServer(sql: Sql, server: Omit<ServerRow, "id">): Promise<ServerRow | null> {
  return maybeOne(
    sql,
    `INSERT INTO server (slug, display_name, environment, presence, created_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (slug) DO NOTHING RETURNING ${COLUMNS}`,
    [server.slug, server.displayName, server.environment, server.presence, server.createdAt],
  );
}

/** One page of servers by slug, after `afterSlug`. */
export function pageServers(sql: Sql, afterSlug: string, limit: number): Promise<ServerRow[]> {
  return sql.query(`SELECT ${COLUMNS} FROM server WHERE archived_at IS NULL AND slug > $1 ORDER BY slug LIMIT $2`, [
    afterSlug,
    limit,
  ]);
}

/** The version of everything the server shall be: every answer to its events carries it. */
export async function readControlVersion(sql: Sql, serverId: string): Promise<number> {
  const row = await maybeOne<{ version: number }>(sql, "SELECT control_version AS version FROM server WHERE id = $1", [serverId]);
  return row?.version ?? 0;
}
