import type { OpenAlert } from "../domain/alert/decide.ts";
import type { Standing } from "../domain/assessment/assess.ts";
import type { Desired } from "../domain/lane/control.ts";
import type { ReplicaPresence } from "../domain/lane/presence.ts";
import { type BootState, EMPTY_LANE, type GenerationState, generationKey, type LaneState } from "../domain/lane/state.ts";
import type { Presence, RotationPhase } from "../domain/vocabulary.ts";
import type { Sql } from "./sql.ts";

/** A lane as the domain sees it, read under its lock. Boots are keyed by replica id. */
export interface LaneRecord {
  id: string;
  serverId: string;
  name: string;
  presence: Presence;
  controlVersion: number;
  rotation: RotationPhase | null;
  desired: Desired;
  /** Null until the lane was first judged. */
  standing: Standing | null;
  state: LaneState;
  replicas: Record<string, ReplicaPresence>;
  openAlerts: readonly OpenAlert[];
  /** Whether a degraded window of it is open. */
  inDegradedWindow: boolean;
}

/** How often a replica is expected to report where it does not say. */
export const DEFAULT_HEARTBEAT_S = 30;

interface LaneRow {
  id: string;
  server_id: string;
  name: string;
  presence: Presence;
  control_version: number;
  rotation: RotationPhase | null;
  paused_at: Date | null;
  paused_until: Date | null;
  contained_at: Date | null;
  standing: Standing | null;
  state: Pick<LaneState, "declared" | "retiredAt" | "acceptedScopes"> | null;
  generations: GenerationState[];
  boots: { id: string; state: BootState }[];
  open_alerts: OpenAlert[];
  in_degraded_window: boolean;
}

const RECORD = `
  SELECT l.id, l.server_id, l.name, s.presence, l.control_version, l.rotation,
         p.paused_at, p.paused_until, p.contained_at, p.view -> 'standing' AS standing, p.state,
         (SELECT coalesce(json_agg(g.state), '[]') FROM generation g WHERE g.lane_id = l.id) AS generations,
         (SELECT coalesce(json_agg(json_build_object('id', b.replica_id, 'state', b.state)), '[]')
            FROM lane_replica b WHERE b.lane_id = l.id) AS boots,
         (SELECT coalesce(json_agg(json_build_object('id', a.id, 'condition', a.condition, 'generation', a.generation)), '[]')
            FROM alert a WHERE a.lane_id = l.id AND a.state = 'open') AS open_alerts,
         EXISTS (SELECT 1 FROM degraded_window w WHERE w.lane_id = l.id AND w.ended_at IS NULL) AS in_degraded_window
  FROM lane l JOIN server s ON s.id = l.server_id JOIN lane_profile p ON p.lane_id = l.id`;

/** Locks lanes in id order, everywhere the same, so that two writers never wait for each other in a circle. */
export async function lockLanes(tx: Sql, laneIds: readonly string[]): Promise<void> {
  await tx.query("SELECT id FROM lane WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE", [laneIds]);
}

/** Reads lanes that the caller has locked. */
export async function readLaneRecords(tx: Sql, laneIds: readonly string[]): Promise<LaneRecord[]> {
  const [rows, replicas] = await Promise.all([
    tx.query<LaneRow>(`${RECORD} WHERE l.id = ANY($1::uuid[]) ORDER BY l.id`, [laneIds]),
    readReplicas(tx, laneIds),
  ]);
  return rows.map((row) => toRecord(row, replicas));
}

interface ReplicaRow {
  id: string;
  server_id: string;
  started_at: Date;
  last_report_at: Date;
  stopped: boolean;
  heartbeat_s: number | null;
  on_lanes: string[] | null;
}

async function readReplicas(tx: Sql, laneIds: readonly string[]): Promise<ReplicaRow[]> {
  return tx.query<ReplicaRow>(
    `WITH servers AS (SELECT DISTINCT server_id FROM lane WHERE id = ANY($1::uuid[])),
          held AS (SELECT replica_id, array_agg(lane_id) AS on_lanes FROM lane_replica WHERE lane_id = ANY($1::uuid[]) GROUP BY 1)
     SELECT r.id, r.server_id, r.started_at, r.last_report_at, r.stopped_at IS NOT NULL AS stopped, r.heartbeat_s, held.on_lanes
     FROM replica r JOIN servers USING (server_id) LEFT JOIN held ON held.replica_id = r.id
     WHERE r.stopped_at IS NULL OR held.replica_id IS NOT NULL`,
    [laneIds],
  );
}

function toRecord(row: LaneRow, replicas: readonly ReplicaRow[]): LaneRecord {
  const mine = replicas.filter(
    (replica) => replica.server_id === row.server_id && (!replica.stopped || replica.on_lanes?.includes(row.id)),
  );
  return {
    id: row.id,
    serverId: row.server_id,
    name: row.name,
    presence: row.presence,
    controlVersion: row.control_version,
    rotation: row.rotation,
    desired: { pausedAt: instant(row.paused_at), pausedUntil: instant(row.paused_until), containedAt: instant(row.contained_at) },
    standing: row.standing,
    state: {
      ...EMPTY_LANE,
      ...row.state,
      generations: Object.fromEntries(row.generations.map((generation) => [generationKey(generation), generation])),
      boots: Object.fromEntries(row.boots.map(({ id, state }) => [id, state])),
    },
    replicas: Object.fromEntries(mine.map((replica) => [replica.id, toPresence(replica)])),
    openAlerts: row.open_alerts,
    inDegradedWindow: row.in_degraded_window,
  };
}

const toPresence = (row: ReplicaRow): ReplicaPresence => ({
  startedAt: row.started_at.getTime(),
  lastReportAt: row.last_report_at.getTime(),
  stopped: row.stopped,
  heartbeatMs: (row.heartbeat_s ?? DEFAULT_HEARTBEAT_S) * 1_000,
});

const instant = (date: Date | null): number | null => date?.getTime() ?? null;
