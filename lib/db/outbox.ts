import type { Sql } from "./sql.ts";

export const OUTBOX_TOPICS = ["lane", "command", "alert", "server", "control"] as const;
/** `control` wakes the command streams of a server; the others tell consoles what to read again. */
export type OutboxTopic = (typeof OUTBOX_TOPICS)[number];

export interface OutboxRow {
  topic: OutboxTopic;
  ref: string;
  serverId: string | null;
  version: number;
}

/** Says that something changed, in the transaction that changes it. Nothing is NOTIFYed here: that takes a global lock at commit. */
export async function writeOutbox(tx: Sql, rows: readonly OutboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    "INSERT INTO outbox (topic, ref, server_id, version) SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::bigint[])",
    [rows.map((r) => r.topic), rows.map((r) => r.ref), rows.map((r) => r.serverId), rows.map((r) => r.version)],
  );
}

/** Place of a reader in the outbox: everything before it was seen. */
export interface OutboxPosition {
  xid: string;
  id: number;
}

export type OutboxEntry = OutboxRow & { position: OutboxPosition };

/** The newest place below which every transaction has ended. */
export async function readOutboxHead(sql: Sql): Promise<OutboxPosition> {
  const [row] = await sql.query<OutboxPosition>(
    `SELECT xid::text AS xid, id FROM outbox WHERE xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY xid DESC, id DESC LIMIT 1`,
  );
  return row ?? { xid: "0", id: 0 };
}

/** Entries after `position` whose transactions, and all earlier ones, have ended: reading by identity would lose one that commits late. */
export async function readOutbox(sql: Sql, position: OutboxPosition, limit: number): Promise<OutboxEntry[]> {
  const rows = await sql.query<{
    xid: string;
    id: number;
    topic: OutboxTopic;
    ref: string;
    server_id: string | null;
    version: number;
  }>(
    `SELECT xid::text AS xid, id, topic, ref, server_id, version FROM outbox
     WHERE xid < pg_snapshot_xmin(pg_current_snapshot()) AND (xid, id) > ($1::text::xid8, $2::bigint)
     ORDER BY xid, id LIMIT $3`,
    [position.xid, position.id, limit],
  );
  return rows.map(({ xid, id, topic, ref, server_id: serverId, version }) => ({
    topic,
    ref,
    serverId,
    version,
    position: { xid, id },
  }));
}

/** Drops what every reader has long seen; a reader further behind gets a reset. */
export async function pruneOutbox(sql: Sql, before: Date): Promise<void> {
  await sql.query("DELETE FROM outbox WHERE created_at < $1", [before]);
}

/** Whether nothing after `position` has been dropped yet. */
export async function isPositionKept(sql: Sql, position: OutboxPosition): Promise<boolean> {
  const [row] = await sql.query<{ kept: boolean }>("SELECT xid <= $1::text::xid8 AS kept FROM outbox ORDER BY xid, id LIMIT 1", [
    position.xid,
  ]);
  return row?.kept ?? false;
}
