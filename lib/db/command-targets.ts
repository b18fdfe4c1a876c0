import type { Target } from "../domain/command/target.ts";
import type { GenerationRef } from "../domain/lane/fact.ts";
import type { CommandStatus, RotationPhase } from "../domain/vocabulary.ts";
import { isAsideSql, isLiveSql } from "./live-replicas.ts";
import type { Sql } from "./sql.ts";

/** What one replica made of one phase of a command. */
export interface TargetRecord extends Target {
  replicaId: string;
  replica: string;
  /** When the replica was first heard. */
  startedAt: number;
  /** As of a replica of the fleet. */
  workstation: boolean;
  phase: RotationPhase | null;
  /** It stopped, or no longer reports. */
  replicaGone: boolean;
  code: string | null;
  /** Number of the prepare lease, null in other phases. */
  fence: number | null;
  /** The candidate that its answer named. */
  named: GenerationRef | null;
}

interface TargetRow {
  command_id: string;
  replica_id: string;
  replica: string;
  started_at: Date;
  workstation: boolean;
  phase: RotationPhase | "";
  replica_gone: boolean;
  status: CommandStatus;
  queued_at: Date;
  delivered_at: Date | null;
  acknowledged_at: Date | null;
  finished_at: Date | null;
  code: string | null;
  fence: number | null;
  named_number: number | null;
  named_fingerprint: string | null;
}

/** Commands without phases keep their targets under the empty phase. */
const phaseKey = (phase: RotationPhase | null): string => phase ?? "";

/** What replicas made of a command, in all its phases; those that were forgotten meanwhile are gone, and keep what they made of it. */
export async function readTargets(tx: Sql, commandId: string, now: Date): Promise<TargetRecord[]> {
  return (await readTargetsOf(tx, [commandId], now)).get(commandId) ?? [];
}

/** The same of several commands, by their ids. */
export async function readTargetsOf(tx: Sql, commandIds: readonly string[], now: Date): Promise<Map<string, TargetRecord[]>> {
  const rows = await tx.query<TargetRow>(
    `SELECT t.command_id, t.replica_id, coalesce(r.name, p.name, t.replica_id::text) AS replica, coalesce(r.started_at, t.queued_at) AS started_at,
            coalesce(${isAsideSql("r", "l")}, false) AS workstation, t.phase, ${isLiveSql("$2::timestamptz")} IS NOT TRUE AS replica_gone, t.status, t.queued_at, t.delivered_at,
            t.acknowledged_at, t.finished_at, t.code, t.fence, t.named_number, t.named_fingerprint
     FROM command_target t JOIN command c ON c.id = t.command_id JOIN lane_profile l ON l.lane_id = c.lane_id
       LEFT JOIN replica r ON r.id = t.replica_id LEFT JOIN past_replica p ON p.id = t.replica_id
     WHERE t.command_id = ANY($1::uuid[]) ORDER BY replica, t.phase`,
    [commandIds, now],
  );
  const ofCommands = Map.groupBy(rows, (row) => row.command_id);
  return new Map([...ofCommands].map(([id, targets]) => [id, targets.map(toTarget)]));
}

function toTarget(row: TargetRow): TargetRecord {
  const { named_number: number, named_fingerprint: fingerprint } = row;
  return {
    replicaId: row.replica_id,
    replica: row.replica,
    startedAt: row.started_at.getTime(),
    workstation: row.workstation,
    phase: row.phase === "" ? null : row.phase,
    replicaGone: row.replica_gone,
    status: row.status,
    queuedAt: row.queued_at.getTime(),
    deliveredAt: row.delivered_at?.getTime() ?? null,
    acknowledgedAt: row.acknowledged_at?.getTime() ?? null,
    finishedAt: row.finished_at?.getTime() ?? null,
    code: row.code,
    fence: row.fence,
    named: number !== null && fingerprint !== null ? { number, fingerprint } : null,
  };
}

/** Queues a command for replicas; one that has it already keeps what it made of it. `fence` numbers a prepare lease. */
export async function insertTargets(
  tx: Sql,
  commandId: string,
  phase: RotationPhase | null,
  replicaIds: readonly string[],
  now: Date,
  fence: number | null = null,
): Promise<void> {
  await tx.query(
    `INSERT INTO command_target (command_id, phase, replica_id, status, queued_at, fence)
     SELECT $1, $2, id, 'queued', $4, $5 FROM unnest($3::uuid[]) AS id ON CONFLICT DO NOTHING`,
    [commandId, phaseKey(phase), replicaIds, now, fence],
  );
}

export interface TargetChange {
  replicaId: string;
  phase: RotationPhase | null;
  status: CommandStatus;
  code?: string | null;
  detail?: string | null;
  named?: GenerationRef | null;
}

/** Moves targets on; the time of each step is kept when it is first reached, and forgotten when a target is queued again. */
export async function updateTargets(tx: Sql, commandId: string, changes: readonly TargetChange[], now: Date): Promise<void> {
  if (changes.length === 0) return;
  await tx.query(
    `UPDATE command_target c SET status = t.status,
       delivered_at = CASE WHEN t.status = 'queued' THEN NULL
         WHEN t.status IN ('delivered', 'acknowledged', 'succeeded', 'failed') THEN coalesce(c.delivered_at, $2) ELSE c.delivered_at END,
       acknowledged_at = CASE WHEN t.status = 'queued' THEN NULL
         WHEN t.status IN ('acknowledged', 'succeeded', 'failed') THEN coalesce(c.acknowledged_at, $2) ELSE c.acknowledged_at END,
       finished_at = CASE WHEN t.status IN ('queued', 'delivered', 'acknowledged', 'timed_out') THEN NULL ELSE $2 END,
       code = coalesce(t.code, c.code), detail = coalesce(t.detail, c.detail),
       named_number = coalesce(t.named_number, c.named_number), named_fingerprint = coalesce(t.named_fingerprint, c.named_fingerprint)
     FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::text[])
       AS t(replica_id, phase, status, code, detail, named_number, named_fingerprint)
     WHERE c.command_id = $1 AND c.phase = t.phase AND c.replica_id = t.replica_id`,
    [
      commandId,
      now,
      changes.map((c) => c.replicaId),
      changes.map((c) => phaseKey(c.phase)),
      changes.map((c) => c.status),
      changes.map((c) => c.code ?? null),
      changes.map((c) => c.detail ?? null),
      changes.map((c) => c.named?.number ?? null),
      changes.map((c) => c.named?.fingerprint ?? null),
    ],
  );
}
