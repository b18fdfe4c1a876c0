import type { DesiredLane, DesiredState } from "../contract/control.ts";
import type { Control, RotationPhase } from "../domain/vocabulary.ts";
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
}

export interface ControlRecord extends ControlWrite {
  controlCommandId: string | null;
}

export async function readControl(tx: Sql, laneId: string): Promise<ControlRecord | null> {
  const [row] = await tx.query<ControlRecord>(
    `SELECT paused_at AS "pausedAt", paused_by AS "pausedBy", paused_reason AS "pausedReason", paused_until AS "pausedUntil",
            contained_at AS "containedAt", contained_reason AS "containedReason", contain_reference AS "containReference",
            control_command_id AS "controlCommandId"
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

/** Writes what a lane shall be, and which command a replica acknowledges for it. */
export async function writeControl(tx: Sql, laneId: string, control: ControlWrite, commandId: string): Promise<void> {
  await tx.query(
    `UPDATE lane_profile SET paused_at = $2, paused_by = $3, paused_reason = $4, paused_until = $5, contained_at = $6, contained_reason = $7,
            contain_reference = $8, control_command_id = $9
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
    ],
  );
}

export async function writeRotation(tx: Sql, laneId: string, phase: RotationPhase | null): Promise<void> {
  await tx.query("UPDATE lane SET rotation = $2 WHERE id = $1", [laneId, phase]);
}

interface DesiredRow {
  name: string;
  control_version: number;
  control: Control;
  reason: string | null;
  reference: string | null;
  until: Date | null;
  command_id: string | null;
  served_number: number | null;
  served_fingerprint: string | null;
}

/** Everything a server shall be, as its replicas read it. */
export async function readDesiredState(sql: Sql, serverId: string): Promise<DesiredState> {
  const [head] = await sql.query<{ control_version: number }>("SELECT control_version FROM server WHERE id = $1", [serverId]);
  const rows = await sql.query<DesiredRow>(
    `SELECT l.name, l.control_version, l.control,
            CASE l.control WHEN 'contained' THEN p.contained_reason WHEN 'paused' THEN p.paused_reason END AS reason,
            CASE l.control WHEN 'contained' THEN p.contain_reference WHEN 'paused' THEN p.control_command_id::text END AS reference,
            CASE l.control WHEN 'paused' THEN p.paused_until END AS until,
            p.control_command_id AS command_id, l.served_number, l.served_fingerprint
     FROM lane l JOIN lane_profile p ON p.lane_id = l.id WHERE l.server_id = $1 AND l.ended_at IS NULL ORDER BY l.name`,
    [serverId],
  );
  return { control_version: head?.control_version ?? 0, lanes: rows.map(toDesiredLane) };
}

function toDesiredLane(row: DesiredRow): DesiredLane {
  const hasGeneration = row.served_number !== null && row.served_fingerprint !== null && row.served_fingerprint !== "";
  return {
    lane: row.name,
    control_version: row.control_version,
    control: row.control,
    reason: row.reason,
    reference: row.reference,
    until: row.until?.toISOString() ?? null,
    ...(row.command_id ? { command: row.command_id } : {}),
    generation: hasGeneration ? { number: row.served_number ?? 0, fingerprint: row.served_fingerprint ?? "" } : null,
  };
}
