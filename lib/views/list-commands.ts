import type { CommandPage, CommandTarget, CommandView } from "#lib/contract/command.ts";
import type { Sql } from "#lib/db/sql.ts";
import { cutPage, decodeCursor } from "./cursor.ts";
import { time, timeOf } from "./wire.ts";

interface TargetRow {
  replica: string;
  status: CommandTarget["status"];
  phase: string;
  queued_at: string;
  delivered_at: string | null;
  acknowledged_at: string | null;
  finished_at: string | null;
  code: string | null;
  detail: string | null;
}

interface Row {
  id: string;
  lane_id: string;
  lane_name: string;
  server_slug: string;
  kind: CommandView["kind"];
  status: CommandView["status"];
  phase: CommandView["phase"];
  reason: string;
  caller_name: string;
  caller_kind: CommandView["requested_by_kind"];
  requested_at: Date;
  until: Date | null;
  expires_at: Date | null;
  finished_at: Date | null;
  retire_old: CommandView["retire_old"];
  closed_as: CommandView["closed_as"];
  candidate: CommandView["candidate"];
  previous: CommandView["previous"];
  code: string | null;
  detail: string | null;
  control_version: number;
  targets: TargetRow[];
}

const SELECT = `
  SELECT c.id, c.lane_id, l.name AS lane_name, s.slug AS server_slug, c.kind, c.status, c.phase, c.reason, c.caller_name, c.caller_kind, c.requested_at, c.until,
         c.expires_at, c.finished_at, c.retire_old, c.closed_as, c.code, c.detail, c.control_version, coalesce(c.verdict_ids, '{}') AS verdict_ids,
         CASE WHEN c.candidate_number IS NOT NULL THEN json_build_object('number', c.candidate_number, 'fingerprint', c.candidate_fingerprint) END AS candidate,
         CASE WHEN c.previous_number IS NOT NULL THEN json_build_object('number', c.previous_number, 'fingerprint', c.previous_fingerprint) END AS previous,
         (SELECT coalesce(json_agg(json_build_object('replica', r.name, 'status', t.status, 'phase', t.phase, 'queued_at', t.queued_at,
                   'delivered_at', t.delivered_at, 'acknowledged_at', t.acknowledged_at, 'finished_at', t.finished_at, 'code', t.code, 'detail', t.detail)
                   ORDER BY t.queued_at, r.name), '[]')
            FROM command_target t JOIN known_replica r ON r.id = t.replica_id WHERE t.command_id = c.id) AS targets
  FROM command c JOIN lane l ON l.id = c.lane_id JOIN server s ON s.id = c.server_id`;

interface CommandList {
  lane?: string | undefined;
  open?: boolean | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** Commands, newest first. */
export async function listCommands(sql: Sql, { lane, open, cursor, limit }: CommandList, now: Date): Promise<CommandPage> {
  const [requestedAt, id] = cursor === undefined ? [null, null] : decodeCursor(cursor, ["time", "uuid"]);
  const rows = await sql.query<Row>(
    `${SELECT} WHERE ($1::uuid IS NULL OR c.lane_id = $1) AND ($2::boolean IS NULL OR (c.finished_at IS NULL) = $2)
       AND ($3::timestamptz IS NULL OR (c.requested_at, c.id) < ($3, $4::uuid))
     ORDER BY c.requested_at DESC, c.id DESC LIMIT $5`,
    [lane ?? null, open ?? null, requestedAt, id, limit + 1],
  );
  const { page, next } = cutPage(rows, limit, (row) => [timeOf(row.requested_at), row.id]);
  return { items: page.map(toCommandView), next, server_time: now.toISOString() };
}

/** One command, or null. */
export async function readCommandView(sql: Sql, id: string): Promise<CommandView | null> {
  const [row] = await sql.query<Row>(`${SELECT} WHERE c.id = $1`, [id]);
  return row ? toCommandView(row) : null;
}

const PROBES_SHOWN = 10;

/** A probe, and the verdicts that stood when it was asked for. */
export interface ProbeView {
  probe: CommandView;
  verdictIds: string[];
}

/** The newest probes of a lane about these fingerprints. */
export async function readProbeViews(sql: Sql, laneId: string, fingerprints: readonly string[]): Promise<ProbeView[]> {
  const rows = await sql.query<Row & { verdict_ids: string[] }>(
    `${SELECT} WHERE c.lane_id = $1 AND c.kind = 'probe' AND c.candidate_fingerprint = ANY($2::text[])
     ORDER BY c.requested_at DESC, c.id DESC LIMIT ${PROBES_SHOWN}`,
    [laneId, fingerprints],
  );
  return rows.map((row) => ({ probe: toCommandView(row), verdictIds: row.verdict_ids }));
}

const JUST_FINISHED = "interval '2 minutes'";

/** The lane's newest command while it is under way, and for a moment after, so that its outcome is seen. */
export async function readOpenCommandView(sql: Sql, laneId: string): Promise<CommandView | null> {
  const [row] = await sql.query<Row>(
    `${SELECT} WHERE c.lane_id = $1 AND (c.finished_at IS NULL OR c.finished_at > now() - ${JUST_FINISHED}
       OR (c.kind = 'rotate' AND c.phase = 'retire_old' AND c.closed_as IS NULL AND c.code IS DISTINCT FROM 'superseded'))
     ORDER BY c.requested_at DESC LIMIT 1`,
    [laneId],
  );
  return row ? toCommandView(row) : null;
}

function toCommandView(row: Row): CommandView {
  return {
    id: row.id,
    lane: { id: row.lane_id, name: row.lane_name, server: row.server_slug },
    kind: row.kind,
    status: row.status,
    phase: row.phase,
    reason: row.reason,
    requested_by: row.caller_name,
    requested_by_kind: row.caller_kind,
    requested_at: timeOf(row.requested_at),
    until: time(row.until),
    expires_at: time(row.expires_at),
    finished_at: time(row.finished_at),
    retire_old: row.retire_old,
    closed_as: row.closed_as,
    candidate: row.candidate,
    previous: row.previous,
    code: row.code,
    detail: row.detail,
    targets: row.targets.map(toTarget),
    control_version: row.control_version,
  };
}

/** JSON built by Postgres writes times with its own offset form; they are read and written anew. */
const iso = (text: string | null): string | null => (text === null ? null : new Date(text).toISOString());

function toTarget(row: TargetRow): CommandTarget {
  const times = {
    delivered_at: iso(row.delivered_at),
    acknowledged_at: iso(row.acknowledged_at),
    finished_at: iso(row.finished_at),
  };
  const queuedAt = new Date(row.queued_at).toISOString();
  return {
    replica: row.replica,
    status: row.status,
    phase: row.phase === "" ? null : (row.phase as CommandTarget["phase"]),
    queued_at: queuedAt,
    ...times,
    at: times.finished_at ?? times.acknowledged_at ?? times.delivered_at ?? queuedAt,
    code: row.code,
    detail: row.detail,
  };
}
