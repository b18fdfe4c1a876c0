import type { GenerationRef } from "../domain/lane/fact.ts";
import type { Certainty, Control, RotationPhase } from "../domain/vocabulary.ts";
import { ADOPTABLE } from "./lane-record.ts";
import type { Sql } from "./sql.ts";

/** Desired state of a lane as a verb writes it. */
export interface ControlWrite {
  pausedAt: Date | null;
  pausedBy: string | null;
  pausedReason: string | null;
  pausedUntil: Date | null;
  containedAt: Date | null;
  containedReason: string | null;
  containReference: string | null;
  containCertainty: Certainty | null;
}

export interface ControlRecord extends ControlWrite {
  controlCommandId: string | null;
}

export async function readControl(tx: Sql, laneId: string): Promise<ControlRecord | null> {
  const [row] = await tx.query<ControlRecord>(
    `SELECT paused_at AS "pausedAt", paused_by AS "pausedBy", paused_reason AS "pausedReason", paused_until AS "pausedUntil",
            contained_at AS "containedAt", contained_reason AS "containedReason", contain_reference AS "containReference",
            contain_certainty AS "containCertainty", control_command_id AS "controlCommandId"
     FROM lane_profile WHERE lane_id = $1`,
    [laneId],
  );
  return row ?? null;
}

/** Raises the lane's version and its server's, which every desired-state answer carries. Returns the lane's. */
export async function bumpControl(tx: Sql, laneId: string): Promise<number> {
  const [row] = await tx.query<{ control_version: number }>(
    `WITH bumped AS (UPDATE lane SET control_version = control_version + 1 WHERE id = $1 RETURNING server_id, control_version),
          head AS (UPDATE server s SET control_version = s.control_version + 1 FROM bumped WHERE s.id = bumped.server_id)
     SELECT control_version FROM bumped`,
    [laneId],
  );
  return row?.control_version ?? 0;
}

/** Notes that a verdict was overruled, for replicas that are latched by it. */
export async function noteOverruled(tx: Sql, laneId: string, eventId: string): Promise<void> {
  await tx.query("UPDATE lane_profile SET overruled = array_append(overruled, $2) WHERE lane_id = $1", [laneId, eventId]);
}

/** Raises a server's version alone: something is queued for its replicas, though its lanes shall be what they were. */
export async function bumpServerControl(tx: Sql, serverId: string): Promise<void> {
  await tx.query("UPDATE server SET control_version = control_version + 1 WHERE id = $1", [serverId]);
}

/** Writes what a lane shall be, and which command a replica acknowledges for it. */
export async function writeControl(tx: Sql, laneId: string, control: ControlWrite, commandId: string | null): Promise<void> {
  await tx.query(
    `UPDATE lane_profile SET paused_at = $2, paused_by = $3, paused_reason = $4, paused_until = $5, contained_at = $6, contained_reason = $7,
            contain_reference = $8, control_command_id = $9, contain_certainty = $10
     WHERE lane_id = $1`,
    [
      laneId,
      control.pausedAt,
      control.pausedBy,
      control.pausedReason,
      control.pausedUntil,
      control.containedAt,
      control.containedReason,
      control.containReference,
      commandId,
      control.containCertainty,
    ],
  );
}

export async function writeRotation(tx: Sql, laneId: string, phase: RotationPhase | null): Promise<void> {
  await tx.query("UPDATE lane SET rotation = $2 WHERE id = $1", [laneId, phase]);
}

/** What one lane shall be, and the command a replica acknowledges for it. */
export interface DesiredRow {
  serverId: string;
  name: string;
  controlVersion: number;
  control: Control;
  reason: string | null;
  reference: string | null;
  /** Of the verdict by which it is contained; null where it is not. */
  certainty: Certainty | null;
  until: Date | null;
  commandId: string | null;
  /** What replicas are to follow; null where nothing may be adopted. */
  adoptable: GenerationRef | null;
  served: GenerationRef | null;
  overruled: string[];
}

/** What every lane of these servers shall be. A lane that ended stays what it was: ending it lets nothing run that was held. */
export async function readDesiredLanes(sql: Sql, serverIds: readonly string[]): Promise<DesiredRow[]> {
  return sql.query<DesiredRow>(
    `SELECT l.server_id AS "serverId", l.name, l.control_version AS "controlVersion", l.control,
            CASE l.control WHEN 'contained' THEN p.contained_reason WHEN 'paused' THEN p.paused_reason END AS reason,
            CASE l.control WHEN 'contained' THEN p.contain_reference WHEN 'paused' THEN p.control_command_id::text END AS reference,
            CASE l.control WHEN 'contained' THEN p.contain_certainty END AS certainty,
            CASE l.control WHEN 'paused' THEN p.paused_until END AS until,
            p.control_command_id AS "commandId", ${ADOPTABLE} AS adoptable,
            CASE WHEN l.served_number IS NOT NULL THEN json_build_object('number', l.served_number, 'fingerprint', l.served_fingerprint) END AS served,
            coalesce(p.overruled, '{}') AS overruled
     FROM lane l JOIN lane_profile p ON p.lane_id = l.id WHERE l.server_id = ANY($1::uuid[]) ORDER BY l.name`,
    [serverIds],
  );
}
