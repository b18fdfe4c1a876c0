import type { FleetReplica } from "../domain/command/rotation.ts";
import { DEFAULT_HEARTBEAT_S, MISSED_HEARTBEATS } from "../domain/lane/presence.ts";
import { AWAY_AFTER_MS, RESTART_MS } from "../domain/outage/outage.ts";
import type { Sql } from "./sql.ts";

const SILENCE = `make_interval(secs => ${MISSED_HEARTBEATS} * coalesce(r.heartbeat_s, ${DEFAULT_HEARTBEAT_S}))`;
const SILENT_FROM = `(r.last_report_at + ${SILENCE})`;

/** SQL of the times in which no server could be heard; one that nobody has written down yet lasts until now. */
const deafnessSql = (now: string): string =>
  `(SELECT started_at, ended_at FROM outage WHERE part = 'reception'
    UNION ALL SELECT at, ${now} FROM beat WHERE part = 'reception' AND at < ${now} - interval '${AWAY_AFTER_MS} milliseconds')`;

/** A replica that was live when a time began in which it could not be heard has since had too little time to come back. */
const isExcusedSql = (now: string): string =>
  `EXISTS (SELECT 1 FROM ${deafnessSql(now)} AS deaf
           WHERE ${now} < deaf.ended_at + interval '${RESTART_MS} milliseconds' + ${SILENCE}
             AND r.last_report_at < deaf.ended_at AND ${SILENT_FROM} > deaf.started_at)`;

/**
 * Condition on a replica row `r`: it reports, and has not said goodbye. Silence means nothing where nobody could be heard, as
 * lanes are judged too. `now` is the SQL of an instant.
 */
export const isLiveSql = (now: string): string => `(r.stopped_at IS NULL AND (${SILENT_FROM} > ${now} OR ${isExcusedSql(now)}))`;

export interface LiveReplica extends FleetReplica {
  name: string;
}

/** SQL of whether a replica row obeys without speaking for its lane: a workstation where services hold it, or ever did. */
export const isAsideSql = (replica: string, profile: string): string =>
  `(${replica}.workstation AND ${profile}.state ? 'services')`;

const REPLICA = `
  r.id, r.name, ${isAsideSql("r", "p")} AS workstation, CASE WHEN b.state -> 'serving' ->> 'number' IS NOT NULL THEN b.state -> 'serving' END AS serving,
  coalesce(b.state -> 'capabilities' -> 'list', p.state -> 'declared' -> 'declaration' -> 'capabilities', '[]') AS capabilities`;

/** Replicas that are live now and hold the lane, the one that reported last first; what one can do is its own word, else the lane's. */
export async function readLiveReplicas(tx: Sql, laneId: string, now: Date): Promise<LiveReplica[]> {
  return tx.query<LiveReplica>(
    `SELECT ${REPLICA} FROM lane_replica b JOIN replica r ON r.id = b.replica_id JOIN lane_profile p ON p.lane_id = b.lane_id
     WHERE b.lane_id = $1 AND ${isLiveSql("$2::timestamptz")} ORDER BY r.last_report_at DESC, r.id`,
    [laneId, now],
  );
}

/** Ids of the replicas that hold the lane and were live at `since` or are now. */
export async function findReplicasLiveSince(tx: Sql, laneId: string, since: Date, now: Date): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT r.id FROM lane_replica b JOIN replica r ON r.id = b.replica_id
     WHERE b.lane_id = $1 AND (${isLiveSql("$3::timestamptz")} OR (r.started_at <= $2 AND coalesce(r.stopped_at > $2, ${isLiveSql("$2::timestamptz")})))`,
    [laneId, since, now],
  );
  return rows.map(({ id }) => id);
}
