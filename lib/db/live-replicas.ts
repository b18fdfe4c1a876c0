import type { FleetReplica } from "../domain/command/rotation.ts";
import { MISSED_HEARTBEATS } from "../domain/lane/presence.ts";
import { DEFAULT_HEARTBEAT_S } from "./lane-record.ts";
import type { Sql } from "./sql.ts";

/** Condition on a replica row `r`: it reports, and has not said goodbye. `now` is the SQL of an instant. */
export const isLiveSql = (now: string): string =>
  `(r.stopped_at IS NULL AND r.last_report_at + make_interval(secs => ${MISSED_HEARTBEATS} * coalesce(r.heartbeat_s, ${DEFAULT_HEARTBEAT_S})) > ${now})`;

export interface LiveReplica extends FleetReplica {
  name: string;
}

const REPLICA = `
  r.id, r.name, CASE WHEN b.state -> 'serving' ->> 'number' IS NOT NULL THEN b.state -> 'serving' END AS serving,
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
