import type { RetireOld } from "../domain/command/rotation.ts";
import type { GenerationRef } from "../domain/lane/fact.ts";
import type { CommandKind, CommandStatus, RotationPhase } from "../domain/vocabulary.ts";
import type { Sql } from "./sql.ts";

/** A command as verbs read it. */
export interface CommandRecord {
  id: string;
  laneId: string;
  serverId: string;
  kind: CommandKind;
  phase: RotationPhase | null;
  status: CommandStatus;
  reason: string;
  callerName: string;
  requestedAt: Date;
  expiresAt: Date | null;
  finishedAt: Date | null;
  retireOld: RetireOld | null;
  closedAs: string | null;
  code: string | null;
  candidate: GenerationRef | null;
  previous: GenerationRef | null;
  /** The verdicts that a probe is about: those that stood when it was asked for. */
  verdictIds: string[];
  requestHash: string | null;
  controlVersion: number;
  version: number;
}

/** What is read of a command as its record. */
export const COMMAND_COLUMNS = `
  id, lane_id AS "laneId", server_id AS "serverId", kind, phase, status, reason, caller_name AS "callerName", requested_at AS "requestedAt",
  expires_at AS "expiresAt", finished_at AS "finishedAt", retire_old AS "retireOld", closed_as AS "closedAs", code,
  CASE WHEN candidate_number IS NOT NULL THEN json_build_object('number', candidate_number, 'fingerprint', candidate_fingerprint) END AS candidate,
  CASE WHEN previous_number IS NOT NULL THEN json_build_object('number', previous_number, 'fingerprint', previous_fingerprint) END AS previous,
  coalesce(verdict_ids, '{}') AS "verdictIds", request_hash AS "requestHash", control_version AS "controlVersion", version`;

/** What a new command row holds. */
export interface NewCommand {
  laneId: string;
  serverId: string;
  kind: CommandKind;
  phase: RotationPhase | null;
  reason: string;
  caller: { kind: string; id: string; name: string };
  requestedAt: Date;
  until: Date | null;
  expiresAt: Date | null;
  nextCheckAt: Date | null;
  retireOld: RetireOld | null;
  previous: GenerationRef | null;
  /** The generation that a probe asks about. */
  candidate: GenerationRef | null;
  /** The verdicts that a probe is to confirm or contradict. */
  verdictIds: readonly string[];
  idempotencyKey: string | null;
  requestHash: string | null;
  controlVersion: number;
}

export async function insertCommand(tx: Sql, command: NewCommand): Promise<CommandRecord> {
  const [row] = await tx.query<CommandRecord>(
    `INSERT INTO command (lane_id, server_id, kind, phase, status, reason, caller_kind, caller_id, caller_name, requested_at, until, expires_at,
                          next_check_at, retire_old, previous_number, previous_fingerprint, candidate_number, candidate_fingerprint, verdict_ids,
                          idempotency_key, request_hash, control_version)
     VALUES ($1, $2, $3, $4, 'queued', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) RETURNING ${COMMAND_COLUMNS}`,
    [
      command.laneId,
      command.serverId,
      command.kind,
      command.phase,
      command.reason,
      command.caller.kind,
      command.caller.id,
      command.caller.name,
      command.requestedAt,
      command.until,
      command.expiresAt,
      command.nextCheckAt,
      command.retireOld === null ? null : JSON.stringify(command.retireOld),
      command.previous?.number ?? null,
      command.previous?.fingerprint ?? null,
      command.candidate?.number ?? null,
      command.candidate?.fingerprint ?? null,
      command.verdictIds,
      command.idempotencyKey,
      command.requestHash,
      command.controlVersion,
    ],
  );
  if (!row) throw new Error("an inserted command returned no row");
  return row;
}

/** A command whose lane the caller has locked, or null. */
export async function readCommand(tx: Sql, id: string): Promise<CommandRecord | null> {
  const [row] = await tx.query<CommandRecord>(`SELECT ${COMMAND_COLUMNS} FROM command WHERE id = $1`, [id]);
  return row ?? null;
}

/** The command an idempotency key made on a lane, null where none did within a day. Older keys are free again. */
export async function findByIdempotencyKey(
  tx: Sql,
  laneId: string,
  caller: { kind: string; id: string },
  key: string,
  now: Date,
): Promise<CommandRecord | null> {
  const where = "lane_id = $1 AND caller_kind = $2 AND caller_id = $3 AND idempotency_key = $4";
  const params = [laneId, caller.kind, caller.id, key, now];
  await tx.query(
    `UPDATE command SET idempotency_key = NULL WHERE ${where} AND requested_at < $5::timestamptz - interval '24 hours'`,
    params,
  );
  const [row] = await tx.query<CommandRecord>(`SELECT ${COMMAND_COLUMNS} FROM command WHERE ${where}`, params.slice(0, 4));
  return row ?? null;
}

/** Condition on a command: it is not finished; a rotation in overlap counts until it is closed. */
export const IS_OPEN =
  "(finished_at IS NULL OR (kind = 'rotate' AND status = 'succeeded' AND closed_as IS NULL AND code IS DISTINCT FROM 'superseded'))";

/** Commands of a lane that are not over, newest first. */
export async function readOpenCommands(tx: Sql, laneId: string): Promise<CommandRecord[]> {
  return (await readOpenCommandsOf(tx, [laneId])).get(laneId) ?? [];
}

/** The same of several lanes, by their ids. */
export async function readOpenCommandsOf(tx: Sql, laneIds: readonly string[]): Promise<Map<string, CommandRecord[]>> {
  if (laneIds.length === 0) return new Map();
  const rows = await tx.query<CommandRecord>(
    `SELECT ${COMMAND_COLUMNS} FROM command WHERE lane_id = ANY($1::uuid[]) AND ${IS_OPEN} ORDER BY requested_at DESC`,
    [laneIds],
  );
  return Map.groupBy(rows, ({ laneId }) => laneId);
}

/** The command that was last given on a lane, or null. */
export async function readLastCommand(tx: Sql, laneId: string): Promise<CommandRecord | null> {
  const [row] = await tx.query<CommandRecord>(
    `SELECT ${COMMAND_COLUMNS} FROM command WHERE lane_id = $1 ORDER BY requested_at DESC LIMIT 1`,
    [laneId],
  );
  return row ?? null;
}

export interface CommandChange {
  status: CommandStatus;
  phase: RotationPhase | null;
  /** Left as it is where nothing is said. */
  expiresAt?: Date | null;
  finishedAt: Date | null;
  nextCheckAt: Date | null;
  closedAs: string | null;
  candidate: GenerationRef | null;
  /** Why it stands where it does; null leaves what was said in this phase. */
  code: string | null;
  detail: string | null;
}

export async function updateCommand(tx: Sql, id: string, change: CommandChange): Promise<number> {
  const [row] = await tx.query<{ version: number }>(
    `UPDATE command SET status = $2, phase = $3, finished_at = $4, next_check_at = $5, closed_as = $6, candidate_number = $7,
            candidate_fingerprint = $8, code = CASE WHEN phase IS DISTINCT FROM $3 THEN $9 ELSE coalesce($9, code) END,
            detail = CASE WHEN phase IS DISTINCT FROM $3 THEN $10 ELSE coalesce($10, detail) END,
            expires_at = coalesce($11, expires_at), version = version + 1
     WHERE id = $1 RETURNING version`,
    [
      id,
      change.status,
      change.phase,
      change.finishedAt,
      change.nextCheckAt,
      change.closedAs,
      change.candidate?.number ?? null,
      change.candidate?.fingerprint ?? null,
      change.code,
      change.detail,
      change.expiresAt ?? null,
    ],
  );
  return row?.version ?? 0;
}

/** Lets a command wait for one more replica, to be looked at when its time is over at the latest. Returns its version. */
export async function reopenCommand(tx: Sql, id: string, nextCheckAt: Date): Promise<number> {
  const [row] = await tx.query<{ version: number }>(
    `UPDATE command SET status = 'queued', finished_at = NULL, code = NULL, detail = NULL, next_check_at = $2, version = version + 1
     WHERE id = $1 RETURNING version`,
    [id, nextCheckAt],
  );
  return row?.version ?? 0;
}

/** Raises the version of a command that has ended, because one of its targets moved late. */
export async function touchEndedCommand(tx: Sql, id: string): Promise<number> {
  const [row] = await tx.query<{ version: number }>(
    "UPDATE command SET version = version + 1, next_check_at = NULL WHERE id = $1 RETURNING version",
    [id],
  );
  return row?.version ?? 0;
}
