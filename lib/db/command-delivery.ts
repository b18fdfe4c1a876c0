import type { CommandKind, RotationPhase } from "../domain/vocabulary.ts";
import { isAsideSql } from "./live-replicas.ts";
import type { ReplicaName } from "./replicas.ts";
import type { Sql } from "./sql.ts";

/** A replica by its name, if it reports under this kind of key. */
export async function findReplicaId(sql: Sql, { serverId, name, workstation }: ReplicaName): Promise<string | null> {
  const [row] = await sql.query<{ id: string }>(
    "SELECT id FROM replica WHERE server_id = $1 AND name = $2 AND workstation = $3",
    [serverId, name, workstation],
  );
  return row?.id ?? null;
}

/** Notes that a replica obeys the lane's control as of a version. */
export async function confirmControl(tx: Sql, laneId: string, replicaId: string, controlVersion: number): Promise<void> {
  await tx.query(
    `UPDATE lane_replica SET confirmed_control_version = greatest(coalesce(confirmed_control_version, 0), $3)
     WHERE lane_id = $1 AND replica_id = $2`,
    [laneId, replicaId, controlVersion],
  );
}

/** A lane on which something waits to be handed to a replica. */
export interface WaitingLane {
  replicaId: string;
  laneId: string;
}

/** Pairs of replica and lane as two arrays for `unnest`. */
const columnsOf = (waiting: readonly WaitingLane[]): [string[], string[]] => [
  waiting.map(({ replicaId }) => replicaId),
  waiting.map(({ laneId }) => laneId),
];

/** A step of a rotation, or a probe, that waits for one replica. */
export interface WaitingStep {
  id: string;
  replicaId: string;
  lane: string;
  kind: CommandKind;
  /** Null for a probe. */
  phase: RotationPhase | null;
  retireOld: unknown;
  candidate: { number: number; fingerprint: string } | null;
  previous: { number: number; fingerprint: string } | null;
  expiresAt: Date | null;
  /** Number of the prepare lease, null in other phases. */
  fence: number | null;
  /** Whether another replica may have tried the old generation at its provider already. */
  wasProbed: boolean;
}

/**
 * Condition on a target `t` of a command `c`: it is to be handed to its replica. Adopting and retiring may run side by side;
 * a pause holds adopting. `now` is the SQL of an instant.
 */
const isWaitingSql = (now: string): string => `
  t.status IN ('queued', 'delivered') AND c.status IN ('queued', 'delivered', 'acknowledged', 'timed_out', 'succeeded')
  AND c.closed_as IS NULL AND c.code IS DISTINCT FROM 'superseded' AND (c.kind <> 'probe' OR c.expires_at > ${now})
  AND (t.phase = coalesce(c.phase, '') OR (t.phase IN ('adopt', 'retire_old') AND c.phase IN ('adopt', 'retire_old')))
  AND NOT (t.phase = 'adopt' AND EXISTS (SELECT 1 FROM lane_profile p WHERE p.lane_id = c.lane_id AND p.paused_at IS NOT NULL
                                           AND (p.paused_until IS NULL OR p.paused_until > ${now})))`;

/** A prepare lease of a command `c` that nobody holds: nobody was asked, or whoever was is gone, late, or never got it. */
const IS_LEASE_FREE = `
  c.kind = 'rotate' AND c.phase = 'prepare' AND c.status IN ('queued', 'timed_out')
  AND NOT EXISTS (SELECT 1 FROM command_target h WHERE h.command_id = c.id AND h.phase = 'prepare'
                    AND h.status NOT IN ('gone', 'timed_out', 'superseded'))`;

/**
 * A replica that has had the lease of a command `c` does not get it again, unless it was taken back before it arrived; a workstation
 * gets it only where no service ever held the lane.
 */
const mayPrepareSql = (replicaId: string): string => `
  NOT EXISTS (SELECT 1 FROM replica me, lane_profile p WHERE me.id = ${replicaId} AND p.lane_id = c.lane_id AND ${isAsideSql("me", "p")})
  AND EXISTS (SELECT 1 FROM lane_replica b WHERE b.lane_id = c.lane_id AND b.replica_id = ${replicaId})
  AND NOT EXISTS (SELECT 1 FROM command_target t WHERE t.command_id = c.id AND t.phase = 'prepare' AND t.replica_id = ${replicaId}
                    AND (t.status <> 'superseded' OR t.delivered_at IS NOT NULL))`;

/** A replica that asks what it shall do. */
export interface Asking {
  serverId: string;
  /** It asks under a workstation key, and gets nothing that is for a service. */
  workstation: boolean;
  replica: string;
  /** It was handed nothing yet over this connection, so what it has not acknowledged is handed over once more. */
  isNew: boolean;
}

export interface Waiting {
  /** Place in what was asked. */
  at: number;
  /** Null for a name that has not reported yet. */
  replicaId: string | null;
  controlVersion: number;
  /** Lanes on which something waits for it. */
  laneIds: string[];
}

/** What waits for each of many replicas, in one statement; a server that is no longer there is left out. */
export async function findWaiting(sql: Sql, asking: readonly Asking[], now: Date): Promise<Waiting[]> {
  return sql.query<Waiting>(
    `WITH asking AS (
       SELECT w.at, w.is_new, s.id AS server_id, s.control_version, r.id AS replica_id
       FROM unnest($1::uuid[], $2::text[], $3::boolean[], $5::boolean[]) WITH ORDINALITY AS w(server_id, replica, is_new, workstation, at)
       JOIN server s ON s.id = w.server_id LEFT JOIN replica r ON r.server_id = s.id AND r.name = w.replica AND r.workstation = w.workstation
     ), waiting AS (
       SELECT a.at, c.lane_id FROM asking a JOIN command_target t ON t.replica_id = a.replica_id JOIN command c ON c.id = t.command_id
       WHERE (a.is_new OR t.status = 'queued') AND ${isWaitingSql("$4::timestamptz")}
       UNION
       SELECT a.at, c.lane_id FROM asking a JOIN command c ON c.server_id = a.server_id
       WHERE ${IS_LEASE_FREE} AND c.expires_at > $4 AND (c.finished_at IS NULL OR c.closed_as IS NULL) AND ${mayPrepareSql("a.replica_id")}
     )
     SELECT a.at - 1 AS at, a.replica_id AS "replicaId", a.control_version AS "controlVersion",
            ARRAY(SELECT w.lane_id FROM waiting w WHERE w.at = a.at) AS "laneIds"
     FROM asking a ORDER BY a.at`,
    [
      asking.map(({ serverId }) => serverId),
      asking.map(({ replica }) => replica),
      asking.map(({ isNew }) => isNew),
      now,
      asking.map(({ workstation }) => workstation),
    ],
  );
}

/** Steps on locked lanes that their replicas have not acknowledged yet, in the order they were asked for. */
export async function readWaitingSteps(tx: Sql, waiting: readonly WaitingLane[], now: Date): Promise<WaitingStep[]> {
  return tx.query<WaitingStep>(
    `SELECT c.id, t.replica_id AS "replicaId", l.name AS lane, c.kind, nullif(t.phase, '') AS phase, c.retire_old AS "retireOld", c.expires_at AS "expiresAt", t.fence,
            CASE WHEN c.candidate_number IS NOT NULL THEN json_build_object('number', c.candidate_number, 'fingerprint', c.candidate_fingerprint) END AS candidate,
            CASE WHEN c.previous_number IS NOT NULL THEN json_build_object('number', c.previous_number, 'fingerprint', c.previous_fingerprint) END AS previous,
            EXISTS (SELECT 1 FROM command_target o WHERE o.command_id = c.id AND o.phase = 'retire_old' AND o.replica_id <> t.replica_id
                      AND o.acknowledged_at IS NOT NULL AND coalesce(o.code, '') NOT IN ('not_able', 'old_unknown')) AS "wasProbed"
     FROM unnest($1::uuid[], $2::uuid[]) AS w(replica_id, lane_id)
     JOIN command_target t ON t.replica_id = w.replica_id JOIN command c ON c.id = t.command_id AND c.lane_id = w.lane_id JOIN lane l ON l.id = c.lane_id
     WHERE (t.phase <> '' OR c.kind = 'probe') AND ${isWaitingSql("$3::timestamptz")}
     ORDER BY c.requested_at`,
    [...columnsOf(waiting), now],
  );
}

export interface Delivered {
  id: string;
  replicaId: string;
  kind: CommandKind;
  laneId: string;
  serverId: string;
  version: number;
}

/** Marks what is handed over on locked lanes, and sets the check that times it out. Returns each command with each replica that got it. */
export async function markDelivered(
  tx: Sql,
  waiting: readonly WaitingLane[],
  now: Date,
  acknowledgeBy: Date,
): Promise<Delivered[]> {
  return tx.query<Delivered>(
    `WITH moved AS (
       UPDATE command_target t SET status = 'delivered', delivered_at = $3
       FROM unnest($1::uuid[], $2::uuid[]) AS w(replica_id, lane_id) JOIN command c ON c.lane_id = w.lane_id
       WHERE c.id = t.command_id AND t.replica_id = w.replica_id AND t.status = 'queued' AND ${isWaitingSql("$3::timestamptz")}
       RETURNING t.command_id, t.replica_id
     ), changed AS (
       UPDATE command c SET status = CASE WHEN c.status = 'queued' THEN 'delivered' ELSE c.status END,
              next_check_at = least(c.next_check_at, $4), version = c.version + 1
       WHERE c.id IN (SELECT command_id FROM moved)
       RETURNING c.id, c.kind, c.lane_id, c.server_id, c.version
     )
     SELECT c.id, m.replica_id AS "replicaId", c.kind, c.lane_id AS "laneId", c.server_id AS "serverId", c.version
     FROM changed c JOIN moved m ON m.command_id = c.id JOIN replica r ON r.id = m.replica_id ORDER BY c.id, r.name`,
    [...columnsOf(waiting), now, acknowledgeBy],
  );
}

/** Gives prepare leases of locked lanes that nobody holds to the first that asks, under the next number. */
export async function takePrepareSteps(tx: Sql, waiting: readonly WaitingLane[], now: Date): Promise<void> {
  await tx.query(
    `INSERT INTO command_target (command_id, phase, replica_id, status, queued_at, fence)
     SELECT DISTINCT ON (c.id) c.id, 'prepare', w.replica_id, 'queued', $3::timestamptz,
            1 + coalesce((SELECT max(f.fence) FROM command_target f WHERE f.command_id = c.id), 0)
     FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS w(replica_id, lane_id, at) JOIN command c ON c.lane_id = w.lane_id
     WHERE ${IS_LEASE_FREE} AND c.expires_at > $3 AND ${mayPrepareSql("w.replica_id")}
     ORDER BY c.id, w.at
     ON CONFLICT (command_id, replica_id, phase) DO UPDATE
       SET status = excluded.status, queued_at = excluded.queued_at, fence = excluded.fence, finished_at = NULL`,
    [...columnsOf(waiting), now],
  );
}
