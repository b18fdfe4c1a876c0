import type { GenerationRef } from "../domain/lane/fact.ts";
import { MISSED_HEARTBEATS } from "../domain/lane/presence.ts";
import { DEFAULT_HEARTBEAT_S } from "./lane-record.ts";
import type { Sql } from "./sql.ts";

/** Condition on a replica row `r`: it reports, and has not said goodbye. `now` is the SQL of an instant. */
export const isLiveSql = (now: string): string =>
  `(r.stopped_at IS NULL AND r.last_report_at + make_interval(secs => ${MISSED_HEARTBEATS} * coalesce(r.heartbeat_s, ${DEFAULT_HEARTBEAT_S})) > ${now})`;

export interface LiveReplica {
  id: string;
  name: string;
  serving: GenerationRef | null;
}

/** Replicas that are live now and hold the lane, the one that reported last first. */
export async function readLiveReplicas(tx: Sql, laneId: string, now: Date): Promise<LiveReplica[]> {
  return tx.query<LiveReplica>(
    `SELECT r.id, r.name, CASE WHEN b.state -> 'serving' ->> 'number' IS NOT NULL THEN b.state -> 'serving' END AS serving
     FROM lane_replica b JOIN replica r ON r.id = b.replica_id
     WHERE b.lane_id = $1 AND ${isLiveSql("$2::timestamptz")} ORDER BY r.last_report_at DESC, r.id`,
    [laneId, now],
  );
}
