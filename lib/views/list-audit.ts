import type { AuditEntry, AuditPage, AuditQuery } from "#lib/contract/audit.ts";
import { one, type Sql } from "#lib/db/sql.ts";
import { describeEvent } from "#lib/domain/audit/describe-event.ts";
import { describeTransition } from "#lib/domain/audit/describe-transition.ts";
import { DAY } from "#lib/domain/clock/instant.ts";
import { EVENT_KINDS, type EventKind, type TransitionCause } from "#lib/domain/vocabulary.ts";
import { cutPage, decodeCursor } from "./cursor.ts";
import { time, timeOf } from "./wire.ts";

interface Row {
  id: string;
  at: Date;
  recorded_at: Date;
  action: string;
  actor_kind: AuditEntry["actor"]["kind"];
  actor_name: string;
  auth: string | null;
  address: string | null;
  lane_id: string | null;
  lane_name: string | null;
  server_id: string | null;
  server_name: string | null;
  outcome: AuditEntry["outcome"];
  reason: string | null;
  correlation_id: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  summary: string | null;
}

/** What is shown without being asked for. */
const DEFAULT_RANGE_MS = DAY;

/** Each by itself, so that the newest of each are found by their indexes. */
const SOURCES = ["audit_event", "audit_transition", "audit_action"];
const NEWEST = "ORDER BY recorded_at DESC, id DESC LIMIT $10";
/** What is recorded at a moment happened at most this much before and after: the bounds spare looking at every other day. */
const ACCEPTED_BEHIND_MS = 36 * DAY;
const ACCEPTED_AHEAD_MS = 2 * DAY;
const FILTER = `
  recorded_at >= $1 AND ($2::timestamptz IS NULL OR recorded_at <= $2) AND at BETWEEN $11 AND $12
  AND ($3::uuid IS NULL OR lane_id = $3) AND ($4::uuid IS NULL OR server_id = $4)
  AND ($5::text IS NULL OR actor_name ILIKE $5) AND ($6::text IS NULL OR action LIKE $6)
  AND ($7::text IS NULL OR concat_ws(' ', action, actor_name, lane_name, server_name, reason, summary, correlation_id) ILIKE $7)
  AND ($8::timestamptz IS NULL OR (recorded_at, id) < ($8, $9))`;

/** One story over events, changes of view and actions, newest record first. */
export async function listAudit(sql: Sql, query: AuditQuery, now: Date): Promise<AuditPage> {
  const since = query.since ? new Date(query.since) : new Date(now.getTime() - DEFAULT_RANGE_MS);
  const [recordedAt, id] = query.cursor === undefined ? [null, null] : decodeCursor(query.cursor, ["time", "text"]);
  const until = query.until ? new Date(query.until) : now;
  const rows = await sql.query<Row>(
    `${SOURCES.map((source) => `(SELECT * FROM ${source} WHERE ${FILTER} ${NEWEST})`).join(" UNION ALL ")} ${NEWEST}`,
    [
      since,
      query.until ?? null,
      query.lane ?? null,
      query.server ?? null,
      pattern(query.actor),
      query.action === undefined ? null : `${escapeLike(query.action)}%`,
      pattern(query.q),
      recordedAt,
      id,
      query.limit + 1,
      new Date(since.getTime() - ACCEPTED_BEHIND_MS),
      new Date(until.getTime() + ACCEPTED_AHEAD_MS),
    ],
  );
  const { page, next } = cutPage(rows, query.limit, (row) => [timeOf(row.recorded_at), row.id]);
  const { oldest } = await one<{ oldest: Date | null }>(sql, "SELECT min(created_at) AS oldest FROM installation");
  return { items: page.map(toEntry), next, oldest_at: time(oldest), since: timeOf(since), server_time: now.toISOString() };
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, "\\$&");
const pattern = (text: string | undefined): string | null =>
  text === undefined || text.trim() === "" ? null : `%${escapeLike(text.trim())}%`;

const KINDS: ReadonlySet<string> = new Set(EVENT_KINDS);

function toEntry(row: Row): AuditEntry {
  return {
    id: row.id,
    at: timeOf(row.at),
    recorded_at: timeOf(row.recorded_at),
    action: row.action,
    actor: { kind: row.actor_kind, name: row.actor_name, auth: row.auth, address: row.address },
    lane: row.lane_id && row.lane_name ? { id: row.lane_id, name: row.lane_name } : null,
    server: row.server_id && row.server_name ? { id: row.server_id, name: row.server_name } : null,
    outcome: row.outcome,
    reason: row.reason,
    correlation_id: row.correlation_id,
    before: row.before,
    after: row.after,
    summary: row.summary ?? sentenceOf(row),
  };
}

function sentenceOf({ action, before, after, reason }: Row): string {
  if (KINDS.has(action)) return describeEvent(action as EventKind, after ?? {});
  type Shown = Parameters<typeof describeTransition>[1];
  return describeTransition(before as Shown | null, after as unknown as Shown, reason as TransitionCause);
}
