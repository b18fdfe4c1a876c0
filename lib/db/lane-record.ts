import type { OpenAlert } from "../domain/alert/decide.ts";
import type { Standing } from "../domain/assessment/assess.ts";
import type { OffClock } from "../domain/clock/off-clock.ts";
import type { Desired } from "../domain/lane/control.ts";
import type { GenerationRef, Policy } from "../domain/lane/fact.ts";
import { DEFAULT_HEARTBEAT_S, type ReplicaPresence } from "../domain/lane/presence.ts";
import { type BootState, EMPTY_LANE, type GenerationState, generationKey, type LaneState } from "../domain/lane/state.ts";
import type { Ledger } from "../domain/ledger/keep.ts";
import type { Watch } from "../domain/outage/watch.ts";
import type { Presence, RotationPhase } from "../domain/vocabulary.ts";
import { isAsideSql } from "./live-replicas.ts";
import { readWatch } from "./outages.ts";
import { IS_OFF_CLOCK } from "./replicas.ts";
import type { Sql } from "./sql.ts";

/** A lane as the domain sees it, read under its lock. Boots are keyed by replica id. */
export interface LaneRecord {
  id: string;
  serverId: string;
  name: string;
  presence: Presence;
  controlVersion: number;
  /** Its state cannot be read for now, and stands empty here. */
  isSetAside: boolean;
  rotation: RotationPhase | null;
  desired: Desired;
  /** What operators ask for against the declared policy. */
  overrides: Policy;
  /** Null until the lane was first judged. */
  standing: Standing | null;
  /** What its replicas were told to follow when it was last judged. */
  adoptable: GenerationRef | null;
  state: LaneState;
  /** Replicas of the server that have not left. */
  replicas: Record<string, ReplicaPresence>;
  /** When a replica that has left was last heard. */
  leftAt: number | null;
  /** When an operator ended the lane. */
  archivedAt: number | null;
  /** When it had ended, by its server or an operator, as it was last judged. */
  endedAt: number | null;
  openAlerts: readonly OpenAlert[];
  /** Its degraded windows as they were last judged; null until then. */
  ledger: Ledger | null;
  /** Whether Lanekeeper itself was there. */
  watch: Watch;
}

interface LaneRow {
  id: string;
  server_id: string;
  name: string;
  presence: Presence;
  control_version: number;
  is_set_aside: boolean;
  rotation: RotationPhase | null;
  paused_at: Date | null;
  paused_until: Date | null;
  contained_at: Date | null;
  archived_at: Date | null;
  policy: Policy | null;
  ended_at: Date | null;
  left_at: Date | null;
  standing: Standing | null;
  adoptable: GenerationRef | null;
  state: Pick<LaneState, "declared" | "retiredAt" | "acceptedScopes" | "services"> | null;
  generations: GenerationState[];
  boots: { id: string; state: BootState }[];
  open_alerts: OpenAlert[];
  ledger: Ledger | null;
}

/** Condition on a replica row `r`: it has neither stopped nor been taken for gone. Only such replicas matter to their lanes. */
export const IS_PRESENT = "r.stopped_at IS NULL AND r.gone_at IS NULL";

/** The opposite of present, and when a replica that has left was last heard. Both are written as their index is. */
export const HAS_LEFT = "(r.stopped_at IS NOT NULL OR r.gone_at IS NOT NULL)";
export const LEFT_AT = "coalesce(r.stopped_at, r.gone_at)";

/** SQL of the moment when a replica `r` of a server row, one that has left and for which `counts` holds, was last heard. */
export const leftAtSql = (server: string, counts = "true"): string =>
  `greatest(${server}.heard_at, (SELECT ${LEFT_AT} FROM replica r WHERE r.server_id = ${server}.id AND ${HAS_LEFT} AND ${counts} ORDER BY ${LEFT_AT} DESC LIMIT 1))`;

/** SQL of the generation that replicas are told to follow; what was judged before there was this word told them what was served. */
export const ADOPTABLE = "coalesce(p.view -> 'adoptable', p.view -> 'standing' -> 'served')";

const RECORD = `
  SELECT l.id, l.server_id, l.name, s.presence, l.control_version, l.rotation, l.ended_at, l.folded_to IS NOT NULL AS is_set_aside,
         p.paused_at, p.paused_until, p.contained_at, p.archived_at, p.policy, ${leftAtSql("s", `NOT ${isAsideSql("r", "p")}`)} AS left_at, p.view -> 'standing' AS standing, ${ADOPTABLE} AS adoptable, p.view -> 'ledger' AS ledger, p.state,
         (SELECT coalesce(json_agg(g.state), '[]') FROM (
            SELECT state FROM generation WHERE lane_id = l.id AND resting_since IS NULL
            UNION ALL SELECT state FROM generation WHERE lane_id = l.id AND number = ANY($3::int[]) AND resting_since IS NOT NULL) AS g) AS generations,
         (SELECT coalesce(json_agg(json_build_object('id', b.replica_id, 'state', b.state)), '[]')
            FROM lane_replica b WHERE b.lane_id = l.id AND b.replica_id IN (
              SELECT r.id FROM replica r WHERE r.server_id = l.server_id AND ${IS_PRESENT} UNION ALL SELECT unnest($2::uuid[]))) AS boots,
         (SELECT coalesce(json_agg(json_build_object('id', a.id, 'condition', a.condition, 'generation', a.generation, 'missed', a.missed,
                   'acked', a.acked_at IS NOT NULL, 'openedAt', (extract(epoch FROM a.opened_at) * 1000)::bigint)), '[]')
            FROM alert a WHERE a.lane_id = l.id AND a.state = 'open') AS open_alerts
  FROM lane l JOIN server s ON s.id = l.server_id JOIN lane_profile p ON p.lane_id = l.id`;

/** Locks lanes in id order, everywhere the same, so that two writers never wait for each other in a circle. */
export async function lockLanes(tx: Sql, laneIds: readonly string[]): Promise<void> {
  await tx.query("SELECT id FROM lane WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE", [laneIds]);
}

/** What one replica boot last said about one lane. */
export interface BootRecord {
  laneId: string;
  replicaId: string;
  state: BootState;
}

/** Boots that bring no lane back, since it is live or they are aside of it, for the pairs of lane and replica that exist there. */
export async function readQuietBoots(tx: Sql, pairs: readonly { laneId: string; replicaId: string }[]): Promise<BootRecord[]> {
  if (pairs.length === 0) return [];
  return tx.query<BootRecord>(
    `SELECT b.lane_id AS "laneId", b.replica_id AS "replicaId", b.state
     FROM unnest($1::uuid[], $2::uuid[]) AS t(lane_id, replica_id) JOIN lane_replica b USING (lane_id, replica_id)
     JOIN lane l ON l.id = b.lane_id AND l.folded_to IS NULL AND (l.freshness = 'live' OR EXISTS (
       SELECT 1 FROM replica r JOIN lane_profile p ON p.lane_id = l.id WHERE r.id = b.replica_id AND ${isAsideSql("r", "p")}))`,
    [pairs.map(({ laneId }) => laneId), pairs.map(({ replicaId }) => replicaId)],
  );
}

/** What is read with a lane although it is judged without. */
export interface AlsoRead {
  /** Replicas that may have left, such as those that report now. */
  boots?: readonly string[];
  /** Generations that may be at rest, such as those that facts name. */
  numbers?: readonly number[];
}

/** Reads lanes that the caller has locked. Boots of replicas that have left are left out, and generations at rest, but for those asked for. */
export async function readLaneRecords(
  tx: Sql,
  laneIds: readonly string[],
  { boots = [], numbers = [] }: AlsoRead = {},
  reading: Reading = "unless_set_aside",
): Promise<LaneRecord[]> {
  if (laneIds.length === 0) return [];
  const [rows, replicas, watch] = await Promise.all([
    tx.query<LaneRow>(`${RECORD} WHERE l.id = ANY($1::uuid[]) ORDER BY l.id`, [laneIds, boots, numbers]),
    readReplicas(tx, laneIds),
    readWatch(tx),
  ]);
  const ofServer = Map.groupBy(replicas, (replica) => replica.server_id);
  return rows.map((row) => toRecord(row, ofServer.get(row.server_id) ?? [], watch, reading));
}

/** Whether a lane's state is read: of a lane that is set aside it cannot be, so that only taking it up again tries. */
export type Reading = "whole" | "bare" | "unless_set_aside";

const isRead = ({ is_set_aside: isSetAside }: LaneRow, reading: Reading): boolean =>
  reading === "whole" || (reading === "unless_set_aside" && !isSetAside);

interface ReplicaRow {
  id: string;
  server_id: string;
  started_at: Date;
  last_report_at: Date;
  workstation: boolean;
  heartbeat_s: number | null;
  off_clock: OffClock | null;
}

async function readReplicas(tx: Sql, laneIds: readonly string[]): Promise<ReplicaRow[]> {
  return tx.query<ReplicaRow>(
    `SELECT r.id, r.server_id, r.started_at, r.last_report_at, r.workstation, r.heartbeat_s,
            CASE WHEN ${IS_OFF_CLOCK} THEN json_build_object('replica', r.name, 'offsetMs', r.clock_offset_ms) END AS off_clock FROM replica r
     WHERE r.server_id IN (SELECT server_id FROM lane WHERE id = ANY($1::uuid[])) AND ${IS_PRESENT}`,
    [laneIds],
  );
}

function toRecord(row: LaneRow, replicas: readonly ReplicaRow[], watch: Watch, reading: Reading): LaneRecord {
  return {
    id: row.id,
    serverId: row.server_id,
    name: row.name,
    presence: row.presence,
    controlVersion: row.control_version,
    isSetAside: row.is_set_aside,
    rotation: row.rotation,
    overrides: row.policy ?? {},
    desired: { pausedAt: instant(row.paused_at), pausedUntil: instant(row.paused_until), containedAt: instant(row.contained_at) },
    standing: row.standing,
    adoptable: row.adoptable,
    state: isRead(row, reading) ? toState(row) : EMPTY_LANE,
    replicas: Object.fromEntries(replicas.map((replica) => [replica.id, toPresence(replica)])),
    leftAt: instant(row.left_at),
    archivedAt: instant(row.archived_at),
    endedAt: instant(row.ended_at),
    openAlerts: row.open_alerts,
    ledger: row.ledger,
    watch,
  };
}

const toState = ({ state, generations, boots }: LaneRow): LaneState => ({
  ...EMPTY_LANE,
  ...state,
  generations: Object.fromEntries(generations.map((generation) => [generationKey(generation), generation])),
  boots: Object.fromEntries(boots.map((boot) => [boot.id, boot.state])),
});

const toPresence = (row: ReplicaRow): ReplicaPresence => ({
  startedAt: row.started_at.getTime(),
  lastReportAt: row.last_report_at.getTime(),
  stopped: false,
  workstation: row.workstation,
  heartbeatMs: (row.heartbeat_s ?? DEFAULT_HEARTBEAT_S) * 1_000,
  ...(row.off_clock ? { offClock: row.off_clock } : {}),
});

const instant = (date: Date | null): number | null => date?.getTime() ?? null;
