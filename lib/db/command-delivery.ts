import type { CommandKind, RotationPhase } from "../domain/vocabulary.ts";
import type { Sql } from "./sql.ts";

export async function findReplicaId(sql: Sql, serverId: string, name: string): Promise<string | null> {
  const [row] = await sql.query<{ id: string }>("SELECT id FROM replica WHERE server_id = $1 AND name = $2", [serverId, name]);
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

/** A step of a rotation that waits for one replica. */
export interface WaitingStep {
  id: string;
  lane: string;
  kind: CommandKind;
  phase: RotationPhase;
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
  AND c.closed_as IS NULL AND c.code IS DISTINCT FROM 'superseded'
  AND (t.phase = coalesce(c.phase, '') OR (t.phase IN ('adopt', 'retire_old') AND c.phase IN ('adopt', 'retire_old')))
  AND NOT (t.phase = 'adopt' AND EXISTS (SELECT 1 FROM lane_profile p WHERE p.lane_id = c.lane_id AND p.paused_at IS NOT NULL
                                           AND (p.paused_until IS NULL OR p.paused_until > ${now})))`;

/** A prepare lease of a command `c` that nobody holds: nobody was asked, or whoever was is gone, late, or never got it. */
const IS_LEASE_FREE = `
  c.kind = 'rotate' AND c.phase = 'prepare' AND c.status IN ('queued', 'timed_out')
  AND NOT EXISTS (SELECT 1 FROM command_target h WHERE h.command_id = c.id AND h.phase = 'prepare'
                    AND h.status NOT IN ('gone', 'timed_out', 'superseded'))`;

/** Steps on locked lanes that a replica has not acknowledged yet. */
export async function readWaitingSteps(
  tx: Sql,
  replicaId: string,
  laneIds: readonly string[],
  now: Date,
): Promise<WaitingStep[]> {
  return tx.query<WaitingStep>(
    `SELECT c.id, l.name AS lane, c.kind, t.phase, c.retire_old AS "retireOld", c.expires_at AS "expiresAt", t.fence,
            CASE WHEN c.candidate_number IS NOT NULL THEN json_build_object('number', c.candidate_number, 'fingerprint', c.candidate_fingerprint) END AS candidate,
            CASE WHEN c.previous_number IS NOT NULL THEN json_build_object('number', c.previous_number, 'fingerprint', c.previous_fingerprint) END AS previous,
            EXISTS (SELECT 1 FROM command_target o WHERE o.command_id = c.id AND o.phase = 'retire_old' AND o.replica_id <> $1
                      AND o.acknowledged_at IS NOT NULL AND coalesce(o.code, '') NOT IN ('not_able', 'old_unknown')) AS "wasProbed"
     FROM command_target t JOIN command c ON c.id = t.command_id JOIN lane l ON l.id = c.lane_id
     WHERE t.replica_id = $1 AND t.phase <> '' AND c.lane_id = ANY($2::uuid[]) AND ${isWaitingSql("$3::timestamptz")}
     ORDER BY c.requested_at`,
    [replicaId, laneIds, now],
  );
}

export interface Delivered {
  id: string;
  kind: CommandKind;
  laneId: string;
  serverId: string;
  version: number;
}

/** Marks what is handed to a replica on locked lanes, and sets the check that times it out. Returns the commands that changed. */
export async function markDelivered(
  tx: Sql,
  replicaId: string,
  laneIds: readonly string[],
  now: Date,
  acknowledgeBy: Date,
): Promise<Delivered[]> {
  return tx.query<Delivered>(
    `WITH moved AS (
       UPDATE command_target t SET status = 'delivered', delivered_at = $3 FROM command c
       WHERE c.id = t.command_id AND t.replica_id = $1 AND c.lane_id = ANY($2::uuid[]) AND t.status = 'queued' AND ${isWaitingSql("$3::timestamptz")}
       RETURNING t.command_id
     )
     UPDATE command c SET status = CASE WHEN c.status = 'queued' THEN 'delivered' ELSE c.status END,
            next_check_at = least(c.next_check_at, $4), version = c.version + 1
     FROM moved WHERE c.id = moved.command_id
     RETURNING c.id, c.kind, c.lane_id AS "laneId", c.server_id AS "serverId", c.version`,
    [replicaId, laneIds, now, acknowledgeBy],
  );
}

/** Lanes on which something waits to be handed to a replica; in id order, as they are to be locked. */
export async function findWaitingLanes(sql: Sql, serverId: string, replicaId: string, now: Date): Promise<string[]> {
  const rows = await sql.query<{ lane_id: string }>(
    `SELECT DISTINCT c.lane_id FROM command c
     WHERE c.server_id = $1 AND c.status IN ('queued', 'delivered', 'acknowledged', 'timed_out', 'succeeded') AND (
       EXISTS (SELECT 1 FROM command_target t WHERE t.command_id = c.id AND t.replica_id = $2 AND ${isWaitingSql("$3::timestamptz")})
       OR (${IS_LEASE_FREE} AND NOT EXISTS (SELECT 1 FROM command_target t WHERE t.command_id = c.id AND t.phase = 'prepare'
             AND t.replica_id = $2 AND (t.status <> 'superseded' OR t.delivered_at IS NOT NULL)))
     ) AND (c.finished_at IS NULL OR c.closed_as IS NULL) ORDER BY c.lane_id`,
    [serverId, replicaId, now],
  );
  return rows.map(({ lane_id: laneId }) => laneId);
}

/**
 * Prepare leases of locked lanes that nobody holds: the first replica that asks takes them, under the next number.
 * A replica that has had the lease does not get it again, unless it was taken back before it arrived.
 */
export async function takePrepareSteps(tx: Sql, replicaId: string, laneIds: readonly string[], now: Date): Promise<void> {
  await tx.query(
    `INSERT INTO command_target (command_id, phase, replica_id, status, queued_at, fence)
     SELECT c.id, 'prepare', $2, 'queued', $3, 1 + coalesce((SELECT max(f.fence) FROM command_target f WHERE f.command_id = c.id), 0) FROM command c
     WHERE c.lane_id = ANY($1::uuid[]) AND ${IS_LEASE_FREE} AND c.expires_at > $3
       AND EXISTS (SELECT 1 FROM lane_replica b WHERE b.lane_id = c.lane_id AND b.replica_id = $2)
     ON CONFLICT (command_id, replica_id, phase) DO UPDATE
       SET status = excluded.status, queued_at = excluded.queued_at, fence = excluded.fence, finished_at = NULL
       WHERE command_target.status = 'superseded' AND command_target.delivered_at IS NULL`,
    [laneIds, replicaId, now],
  );
}
