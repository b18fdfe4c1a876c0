import type { AlertResolution } from "../domain/vocabulary.ts";
import type { Sql } from "./sql.ts";

export interface AlertToWrite {
  laneId: string;
  condition: string;
  severity: string;
  generation: number | null;
  summary: string;
  /** When the condition began, where that is known. */
  openedAt: Date | null;
  /** Whether it was over before Lanekeeper heard of it. */
  missed: boolean;
}

/** A written alert, as the audit and the live readers need it. */
export interface WrittenAlert {
  id: string;
  laneId: string;
  condition: string;
  severity: string;
  generation: number | null;
  summary: string;
  version: number;
}

const WRITTEN = `id, lane_id AS "laneId", condition, severity, generation, summary, version`;
/** An alert that comes back within this time is the old one flapping: it is opened again and counted. */
const FLAP_WITHIN = "10 minutes";

/** Opens alerts; one that closed a moment ago is re-opened with its count raised, one that is open stays as it is. */
export async function openAlerts(tx: Sql, alerts: readonly AlertToWrite[], now: Date): Promise<WrittenAlert[]> {
  if (alerts.length === 0) return [];
  const column = <T>(pick: (alert: AlertToWrite) => T): T[] => alerts.map(pick);
  return tx.query<WrittenAlert>(
    `WITH t AS (
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::text[], $6::timestamptz[], $8::boolean[])
         AS t(lane_id, condition, severity, generation, summary, opened_at, missed)
     ), flapping AS (
       SELECT DISTINCT ON (a.lane_id, a.condition, a.generation) a.id FROM alert a JOIN t
         ON a.lane_id = t.lane_id AND a.condition = t.condition AND a.generation IS NOT DISTINCT FROM t.generation
       WHERE a.state = 'resolved' AND a.resolved_at > $7::timestamptz - interval '${FLAP_WITHIN}'
       ORDER BY a.lane_id, a.condition, a.generation, a.resolved_at DESC
     ), reopened AS (
       UPDATE alert a SET state = 'open', resolved_at = NULL, last_seen_at = $7, count = a.count + 1, version = a.version + 1,
              summary = t.summary, resolution = NULL, missed = t.missed
       FROM t, flapping f WHERE a.id = f.id AND a.lane_id = t.lane_id AND a.condition = t.condition
         AND a.generation IS NOT DISTINCT FROM t.generation
       RETURNING a.*
     ), opened AS (
       INSERT INTO alert (lane_id, condition, severity, generation, state, summary, opened_at, last_seen_at, missed)
       SELECT t.lane_id, t.condition, t.severity, t.generation, 'open', t.summary, coalesce(t.opened_at, $7), $7, t.missed FROM t
       WHERE NOT EXISTS (SELECT 1 FROM reopened r WHERE r.lane_id = t.lane_id AND r.condition = t.condition
                           AND r.generation IS NOT DISTINCT FROM t.generation)
       ON CONFLICT (lane_id, condition, generation) WHERE state = 'open' DO NOTHING
       RETURNING *
     )
     SELECT ${WRITTEN} FROM reopened UNION ALL SELECT ${WRITTEN} FROM opened`,
    [
      column((a) => a.laneId),
      column((a) => a.condition),
      column((a) => a.severity),
      column((a) => a.generation),
      column((a) => a.summary),
      column((a) => a.openedAt),
      now,
      column((a) => a.missed),
    ],
  );
}

export type ResolvedAlert = WrittenAlert & { resolution: AlertResolution };

/** Closes alerts whose condition is over, each with why. */
export async function resolveAlerts(
  tx: Sql,
  alerts: readonly { id: string; resolution: AlertResolution }[],
  now: Date,
): Promise<ResolvedAlert[]> {
  if (alerts.length === 0) return [];
  return tx.query<ResolvedAlert>(
    `UPDATE alert SET state = 'resolved', resolved_at = $3, version = version + 1, resolution = t.resolution
     FROM unnest($1::uuid[], $2::text[]) AS t(alert_id, resolution) WHERE id = t.alert_id AND state = 'open'
     RETURNING ${WRITTEN}, t.resolution`,
    [alerts.map(({ id }) => id), alerts.map(({ resolution }) => resolution), now],
  );
}

export type Rewording = Pick<AlertToWrite, "laneId" | "condition" | "generation" | "summary">;

/** Gives open alerts another sentence; returns those that said something else. */
export async function rewordAlerts(tx: Sql, alerts: readonly Rewording[], now: Date): Promise<WrittenAlert[]> {
  if (alerts.length === 0) return [];
  return tx.query<WrittenAlert>(
    `UPDATE alert SET summary = t.new_summary, last_seen_at = $5, version = version + 1
     FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[]) AS t(on_lane, on_condition, on_generation, new_summary)
     WHERE state = 'open' AND lane_id = t.on_lane AND condition = t.on_condition AND generation IS NOT DISTINCT FROM t.on_generation
       AND summary <> t.new_summary
     RETURNING ${WRITTEN}`,
    [
      alerts.map((a) => a.laneId),
      alerts.map((a) => a.condition),
      alerts.map((a) => a.generation),
      alerts.map((a) => a.summary),
      now,
    ],
  );
}

export type MissedToWrite = AlertToWrite & { endedAt: Date };

/** Records alerts of what began and ended unseen: they are history from the start. */
export async function insertMissedAlerts(tx: Sql, alerts: readonly MissedToWrite[]): Promise<WrittenAlert[]> {
  if (alerts.length === 0) return [];
  return tx.query<WrittenAlert>(
    `INSERT INTO alert (lane_id, condition, severity, generation, state, summary, opened_at, last_seen_at, resolved_at, resolution, missed)
     SELECT lane_id, condition, severity, generation, 'resolved', summary, coalesce(opened_at, ended_at), ended_at, ended_at, 'missed_while_away', true
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::text[], $6::timestamptz[], $7::timestamptz[])
       AS t(lane_id, condition, severity, generation, summary, opened_at, ended_at) RETURNING ${WRITTEN}`,
    [
      alerts.map((a) => a.laneId),
      alerts.map((a) => a.condition),
      alerts.map((a) => a.severity),
      alerts.map((a) => a.generation),
      alerts.map((a) => a.summary),
      alerts.map((a) => a.openedAt),
      alerts.map((a) => a.endedAt),
    ],
  );
}

/** Notes who has taken an open alert on; null where it is not open or was taken before. */
export async function markAcknowledged(
  tx: Sql,
  id: string,
  by: string,
  comment: string | null,
  now: Date,
): Promise<WrittenAlert | null> {
  const [row] = await tx.query<WrittenAlert>(
    `UPDATE alert SET acked_at = $2, acked_by = $3, ack_comment = $4, version = version + 1
     WHERE id = $1 AND state = 'open' AND acked_at IS NULL RETURNING ${WRITTEN}`,
    [id, now, by, comment],
  );
  return row ?? null;
}

export interface AlertHolder {
  laneId: string;
  ackedBy: string | null;
}

/** Which lane an alert is about and who has taken it on, or null where there is no such alert. */
export async function readAlertHolder(tx: Sql, id: string): Promise<AlertHolder | null> {
  const [row] = await tx.query<AlertHolder>('SELECT lane_id AS "laneId", acked_by AS "ackedBy" FROM alert WHERE id = $1', [id]);
  return row ?? null;
}
