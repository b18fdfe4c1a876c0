import type { AlertListQuery, AlertPage, AlertView } from "#lib/contract/alert.ts";
import type { Sql } from "#lib/db/sql.ts";
import { SEVERITIES } from "#lib/domain/vocabulary.ts";
import { cutPage, decodeCursor } from "./cursor.ts";
import { time, timeOf } from "./wire.ts";

interface Row {
  id: string;
  lane_id: string;
  lane_name: string;
  server_slug: string;
  provider: string | null;
  tools: number;
  condition: AlertView["condition"];
  severity: AlertView["severity"];
  severity_rank: number;
  generation: number | null;
  state: AlertView["state"];
  summary: string;
  opened_at: Date;
  last_seen_at: Date;
  resolved_at: Date | null;
  resolution: AlertView["resolution"];
  missed: boolean;
  acked_at: Date | null;
  acked_by: string | null;
  ack_comment: string | null;
  count: number;
  incident_id: string | null;
}

const RANK = `array_position(ARRAY[${SEVERITIES.map((severity) => `'${severity}'`).join(", ")}], a.severity)`;
const SELECT = `
  SELECT a.*, ${RANK} AS severity_rank, l.name AS lane_name, s.slug AS server_slug, p.provider,
         (SELECT count(DISTINCT r ->> 'tool') FROM jsonb_array_elements(coalesce(p.declaration -> 'routes', '[]')) AS r) AS tools
  FROM alert a JOIN lane l ON l.id = a.lane_id JOIN server s ON s.id = l.server_id JOIN lane_profile p ON p.lane_id = l.id`;

/** Alerts, the most urgent first and then the newest. Counts are of open alerts, whatever is listed. */
export async function listAlerts(sql: Sql, query: AlertListQuery, now: Date): Promise<AlertPage> {
  const [rank, openedAt, id] =
    query.cursor === undefined ? [null, null, null] : decodeCursor(query.cursor, ["rank", "time", "uuid"]);
  const rows = await sql.query<Row>(
    `${SELECT} WHERE ($1 = 'all' OR a.state = $1) AND ($2::text IS NULL OR a.condition = $2) AND ($3::uuid IS NULL OR a.lane_id = $3)
       AND ($4::int IS NULL OR ${RANK} > $4 OR (${RANK} = $4 AND (a.opened_at, a.id) < ($5::timestamptz, $6::uuid)))
     ORDER BY severity_rank, a.opened_at DESC, a.id DESC LIMIT $7`,
    [query.state, query.condition ?? null, query.lane ?? null, rank, openedAt, id, query.limit + 1],
  );
  const { page, next } = cutPage(rows, query.limit, (row) => [row.severity_rank, timeOf(row.opened_at), row.id]);
  const counts = await sql.query<{ severity: string; count: number }>(
    "SELECT severity, count(*) AS count FROM alert WHERE state = 'open' GROUP BY severity",
  );
  return {
    items: page.map(toAlertView),
    next,
    counts: {
      containment: 0,
      critical: 0,
      warning: 0,
      info: 0,
      ...Object.fromEntries(counts.map(({ severity, count }) => [severity, count])),
    },
    server_time: now.toISOString(),
  };
}

/** One alert, or null. */
export async function readAlert(sql: Sql, id: string): Promise<AlertView | null> {
  const [row] = await sql.query<Row>(`${SELECT} WHERE a.id = $1`, [id]);
  return row ? toAlertView(row) : null;
}

function toAlertView(row: Row): AlertView {
  return {
    id: row.id,
    lane: { id: row.lane_id, name: row.lane_name, server: row.server_slug, provider: row.provider, tools: row.tools },
    condition: row.condition,
    severity: row.severity,
    generation: row.generation,
    state: row.state,
    summary: row.summary,
    opened_at: timeOf(row.opened_at),
    last_seen_at: timeOf(row.last_seen_at),
    resolved_at: time(row.resolved_at),
    resolution: row.resolution,
    missed_while_away: row.missed,
    acked_at: time(row.acked_at),
    acked_by: row.acked_by,
    ack_comment: row.ack_comment,
    count: row.count,
    incident: row.incident_id,
  };
}
