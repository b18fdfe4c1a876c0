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
}

/** Steps on locked lanes that a replica has not acknowledged yet. */
export async function readWaitingSteps(tx: Sql, replicaId: string, laneIds: readonly string[]): Promise<WaitingStep[]> {
  return tx.query<WaitingStep>(
    `SELECT c.id, l.name AS lane, c.kind, t.phase, c.retire_old AS "retireOld", c.expires_at AS "expiresAt",
            CASE WHEN c.candidate_number IS NOT NULL THEN json_build_object('number', c.candidate_number, 'fingerprint', c.candidate_fingerprint) END AS candidate,
            CASE WHEN c.previous_number IS NOT NULL THEN json_build_object('number', c.previous_number, 'fingerprint', c.previous_fingerprint) END AS previous
     FROM command_target t JOIN command c ON c.id = t.command_id JOIN lane l ON l.id = c.lane_id
     WHERE t.replica_id = $1 AND t.phase <> '' AND t.phase = c.phase AND t.status IN ('queued', 'delivered') AND c.closed_as IS NULL
       AND c.lane_id = ANY($2::uuid[])
     ORDER BY c.requested_at`,
    [replicaId, laneIds],
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
       WHERE c.id = t.command_id AND t.replica_id = $1 AND c.lane_id = ANY($2::uuid[]) AND t.status = 'queued' AND t.phase = coalesce(c.phase, '')
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
export async function findWaitingLanes(sql: Sql, serverId: string, replicaId: string): Promise<string[]> {
  const rows = await sql.query<{ lane_id: string }>(
    `SELECT DISTINCT c.lane_id FROM command c
     WHERE c.server_id = $1 AND c.status IN ('queued', 'delivered', 'acknowledged', 'timed_out', 'succeeded') AND (
       EXISTS (SELECT 1 FROM command_target t WHERE t.command_id = c.id AND t.replica_id = $2 AND t.status IN ('queued', 'delivered')
                 AND t.phase = coalesce(c.phase, ''))
       OR (c.kind = 'rotate' AND c.phase = 'prepare' AND c.status = 'queued' AND NOT EXISTS (SELECT 1 FROM command_target t WHERE t.command_id = c.id AND t.status <> 'gone'))
     ) AND (c.finished_at IS NULL OR c.closed_as IS NULL) ORDER BY c.lane_id`,
    [serverId, replicaId],
  );
  return rows.map(({ lane_id: laneId }) => laneId);
}

/** Open prepare steps of locked lanes that no replica has yet: the first replica that asks takes them. */
export async function takePrepareSteps(tx: Sql, replicaId: string, laneIds: readonly string[], now: Date): Promise<void> {
  await tx.query(
    `INSERT INTO command_target (command_id, phase, replica_id, status, queued_at)
     SELECT c.id, 'prepare', $2, 'queued', $3 FROM command c
     WHERE c.lane_id = ANY($1::uuid[]) AND c.kind = 'rotate' AND c.phase = 'prepare' AND c.status = 'queued' AND c.expires_at > $3
       AND EXISTS (SELECT 1 FROM lane_replica b WHERE b.lane_id = c.lane_id AND b.replica_id = $2)
       AND NOT EXISTS (SELECT 1 FROM command_target t WHERE t.command_id = c.id AND t.status <> 'gone')
     ON CONFLICT DO NOTHING`,
    [laneIds, replicaId, now],
  );
}
