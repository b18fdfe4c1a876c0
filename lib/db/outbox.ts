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

export interface OutboxEntry extends OutboxRow {
  /** When its transaction began, by the clock of Postgres. */
  at: Date;
  position: OutboxPosition;
}

interface StoredRow {
  xid: string;
  id: number;
  topic: OutboxTopic;
  ref: string;
  server_id: string | null;
  version: number;
  created_at: Date;
  settled: boolean;
}

/**
 * A row is settled when its transaction and all earlier ones have ended. Only then is its place final:
 * reading by identity alone would lose a row that commits late.
 */
const SELECT = `SELECT xid::text AS xid, id, topic, ref, server_id, version, created_at,
  xid < pg_snapshot_xmin(pg_current_snapshot()) AS settled FROM outbox`;

export interface OutboxRead {
  /** Settled entries, in the order of their places. */
  entries: OutboxEntry[];
  /** Committed entries that wait for an older transaction to end. */
  heldBack: number;
  /** When the transaction of the first of them began. */
  heldSince: Date | null;
}

/** At most `limit` entries after `position`. */
export async function readOutbox(sql: Sql, position: OutboxPosition, limit: number): Promise<OutboxRead> {
  const rows = await sql.query<StoredRow>(
    `${SELECT} WHERE (xid, id) > ($1::text::xid8, $2::bigint) ORDER BY outbox.xid, id LIMIT $3`,
    [position.xid, position.id, limit],
  );
  const entries = rows.filter(({ settled }) => settled).map(toEntry);
  return { entries, heldBack: rows.length - entries.length, heldSince: rows[entries.length]?.created_at ?? null };
}

/** The newest settled entries, oldest first: where a reader that starts now begins, and what it can still tell others. */
export async function readOutboxTail(sql: Sql, limit: number): Promise<OutboxEntry[]> {
  const rows = await sql.query<StoredRow>(
    `${SELECT} WHERE xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY outbox.xid DESC, id DESC LIMIT $1`,
    [limit],
  );
  return rows.map(toEntry).reverse();
}

const toEntry = ({ xid, id, topic, ref, server_id: serverId, version, created_at: at }: StoredRow): OutboxEntry => ({
  topic,
  ref,
  serverId,
  version,
  at,
  position: { xid, id },
});

/** A session whose open transaction keeps later entries from being settled. */
export interface OldestWriter {
  pid: number;
  state: string | null;
  application: string | null;
  openForS: number | null;
}

/** The session with the oldest open transaction that has changed anything, as far as this user may see it. */
export async function findOldestWriter(sql: Sql): Promise<OldestWriter | null> {
  return maybeOne<OldestWriter>(
    sql,
    `SELECT pid, state, application_name AS application, extract(epoch FROM now() - xact_start)::float8 AS "openForS"
     FROM pg_stat_activity WHERE backend_xid IS NOT NULL ORDER BY age(backend_xid) DESC LIMIT 1`,
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
