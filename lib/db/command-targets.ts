import type { Target } from "../domain/command/target.ts";
import type { CommandStatus, RotationPhase } from "../domain/vocabulary.ts";
import { isLiveSql } from "./live-replicas.ts";
import type { Sql } from "./sql.ts";

/** What one replica made of one phase of a command. */
export interface TargetRecord extends Target {
  replicaId: string;
  replica: string;
  /** It stopped, or no longer reports. */
  replicaGone: boolean;
  code: string | null;
}

interface TargetRow {
  replica_id: string;
  replica: string;
  replica_gone: boolean;
  status: CommandStatus;
  queued_at: Date;
  delivered_at: Date | null;
  acknowledged_at: Date | null;
  finished_at: Date | null;
  code: string | null;
}

/** Commands without phases keep their targets under the empty phase. */
const phaseKey = (phase: RotationPhase | null): string => phase ?? "";

export async function readTargets(tx: Sql, commandId: string, phase: RotationPhase | null, now: Date): Promise<TargetRecord[]> {
  const rows = await tx.query<TargetRow>(
    `SELECT t.replica_id, r.name AS replica, NOT ${isLiveSql("$3::timestamptz")} AS replica_gone, t.status, t.queued_at, t.delivered_at, t.acknowledged_at,
            t.finished_at, t.code
     FROM command_target t JOIN replica r ON r.id = t.replica_id WHERE t.command_id = $1 AND t.phase = $2 ORDER BY r.name`,
    [commandId, phaseKey(phase), now],
  );
  return rows.map((row) => ({
    replicaId: row.replica_id,
    replica: row.replica,
    replicaGone: row.replica_gone,
    status: row.status,
    queuedAt: row.queued_at.getTime(),
    deliveredAt: row.delivered_at?.getTime() ?? null,
    acknowledgedAt: row.acknowledged_at?.getTime() ?? null,
    finishedAt: row.finished_at?.getTime() ?? null,
    code: row.code,
  }));
}

/** Queues a command for replicas; one that has it already keeps what it made of it. */
export async function insertTargets(
  tx: Sql,
  commandId: string,
  phase: RotationPhase | null,
  replicaIds: readonly string[],
  now: Date,
): Promise<void> {
  await tx.query(
    `INSERT INTO command_target (command_id, phase, replica_id, status, queued_at)
     SELECT $1, $2, id, 'queued', $4 FROM unnest($3::uuid[]) AS id ON CONFLICT DO NOTHING`,
    [commandId, phaseKey(phase), replicaIds, now],
  );
}

export interface TargetChange {
  replicaId: string;
  status: CommandStatus;
  code?: string | null;
  detail?: string | null;
}

/** Moves targets on; the time of each step is kept when it is first reached. */
export async function updateTargets(
  tx: Sql,
  commandId: string,
  phase: RotationPhase | null,
  changes: readonly TargetChange[],
  now: Date,
): Promise<void> {
  if (changes.length === 0) return;
  await tx.query(
    `UPDATE command_target c SET status = t.status,
       delivered_at = CASE WHEN t.status IN ('delivered', 'acknowledged', 'succeeded', 'failed') THEN coalesce(c.delivered_at, $7) ELSE c.delivered_at END,
       acknowledged_at = CASE WHEN t.status IN ('acknowledged', 'succeeded', 'failed') THEN coalesce(c.acknowledged_at, $7) ELSE c.acknowledged_at END,
       finished_at = CASE WHEN t.status IN ('queued', 'delivered', 'acknowledged', 'timed_out') THEN NULL ELSE $7 END,
       code = coalesce(t.code, c.code), detail = coalesce(t.detail, c.detail)
     FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[]) AS t(replica_id, status, code, detail)
     WHERE c.command_id = $1 AND c.phase = $2 AND c.replica_id = t.replica_id`,
    [
      commandId,
      phaseKey(phase),
      changes.map((c) => c.replicaId),
      changes.map((c) => c.status),
      changes.map((c) => c.code ?? null),
      changes.map((c) => c.detail ?? null),
      now,
    ],
  );
}
