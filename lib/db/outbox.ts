import { OutboxNews, type OutboxRow, type OutboxTopic } from "./outbox-news.ts";
import { maybeOne, type Sql } from "./sql.ts";

/**
 * Says that something changed, in the transaction that changes it: the rows are kept for its end, where each thing is written once.
 * Nothing is NOTIFYed here: that takes a global lock at commit.
 */
export async function writeOutbox(tx: Sql, rows: readonly OutboxRow[]): Promise<void> {
  const news = tx.news ?? new OutboxNews();
  news.add(rows);
  if (!tx.news) await insertOutbox(tx, news.rows);
}

/** Writes what a transaction gathered. */
export async function insertOutbox(tx: Sql, rows: readonly OutboxRow[]): Promise<void> {
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

interface StoredRow {
  xid: string;
  id: number;
  topic: OutboxTopic;
  ref: string;
  server_id: string | null;
  version: number;
}

const COLUMNS = "xid::text AS xid, id, topic, ref, server_id, version";
/** Rows whose transactions, and all earlier ones, have ended: reading by identity would lose one that commits late. */
const SETTLED = "xid < pg_snapshot_xmin(pg_current_snapshot())";

/** Settled entries after `position`, in commit-safe order. */
export async function readOutbox(sql: Sql, position: OutboxPosition, limit: number): Promise<OutboxEntry[]> {
  const rows = await sql.query<StoredRow>(
    `SELECT ${COLUMNS} FROM outbox WHERE ${SETTLED} AND (xid, id) > ($1::text::xid8, $2::bigint) ORDER BY xid, id LIMIT $3`,
    [position.xid, position.id, limit],
  );
  return rows.map(toEntry);
}

/** The newest settled entries, oldest first: where a reader that starts now begins, and what it can still tell others. */
export async function readOutboxTail(sql: Sql, limit: number): Promise<OutboxEntry[]> {
  const rows = await sql.query<StoredRow>(
    `SELECT ${COLUMNS} FROM outbox WHERE ${SETTLED} ORDER BY outbox.xid DESC, id DESC LIMIT $1`,
    [limit],
  );
  return rows.map(toEntry).reverse();
}

const toEntry = ({ xid, id, topic, ref, server_id: serverId, version }: StoredRow): OutboxEntry => ({
  topic,
  ref,
  serverId,
  version,
  position: { xid, id },
});

/** Why nothing newer can be told: committed entries wait for an older transaction that is still open. */
export interface HeldBack {
  entries: number;
  oldestAgeS: number;
  /** The session that holds them back, where it can be seen. */
  pid: number | null;
  state: string | null;
  application: string | null;
  openForS: number | null;
}

/** Entries that have waited longer than `sinceMs` behind an open transaction, or null where none has. */
export async function findHeldBack(sql: Sql, sinceMs: number): Promise<HeldBack | null> {
  return maybeOne<HeldBack>(
    sql,
    `WITH held AS (
       SELECT count(*) AS entries, extract(epoch FROM now() - min(created_at))::float8 AS age_s FROM outbox
       WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())
     ), holder AS (
       SELECT pid, state, application_name, extract(epoch FROM now() - xact_start)::float8 AS open_s FROM pg_stat_activity
       WHERE backend_xid IS NOT NULL ORDER BY age(backend_xid) DESC LIMIT 1
     )
     SELECT entries, age_s AS "oldestAgeS", pid, state, application_name AS application, open_s AS "openForS"
     FROM held LEFT JOIN holder ON true WHERE age_s > $1::float8 / 1000`,
    [sinceMs],
  );
}

const PRUNED_AT_ONCE = 20_000;

/** Drops what every reader has long seen, oldest first, in steps that each lock little; a reader further behind gets a reset. */
export async function pruneOutbox(sql: Sql, before: Date): Promise<void> {
  for (;;) {
    const [step] = await sql.query<{ dropped: number }>(
      `WITH old AS (SELECT id FROM outbox WHERE created_at < $1 ORDER BY xid, id LIMIT $2),
            gone AS (DELETE FROM outbox o USING old WHERE o.id = old.id RETURNING 1)
       SELECT count(*) AS dropped FROM gone`,
      [before, PRUNED_AT_ONCE],
    );
    if ((step?.dropped ?? 0) < PRUNED_AT_ONCE) return;
  }
}

/** The newest place below which every transaction has ended. */
export async function readOutboxHead(sql: Sql): Promise<OutboxPosition> {
  return (await readOutboxTail(sql, 1))[0]?.position ?? { xid: "0", id: 0 };
}

/** Whether nothing after `position` has been dropped yet. */
export async function isPositionKept(sql: Sql, position: OutboxPosition): Promise<boolean> {
  const [row] = await sql.query<{ kept: boolean }>("SELECT xid <= $1::text::xid8 AS kept FROM outbox ORDER BY xid, id LIMIT 1", [
    position.xid,
  ]);
  return row?.kept ?? false;
}
