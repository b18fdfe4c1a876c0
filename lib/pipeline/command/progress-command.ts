import type { CommandAck } from "#lib/contract/control.ts";
import { writeActions } from "#lib/db/actions.ts";
import { readTargets, type TargetRecord } from "#lib/db/command-targets.ts";
import { type CommandRecord, touchEndedCommand, updateCommand } from "#lib/db/commands.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { hasEnded } from "#lib/domain/command/has-ended.ts";
import { phaseStatus } from "#lib/domain/command/status.ts";
import { isOpen, statusAt } from "#lib/domain/command/target.ts";
import type { CommandStatus } from "#lib/domain/vocabulary.ts";
import { announce } from "./issue-command.ts";
import { nextLook } from "./next-look.ts";
import { progressRotation } from "./progress-rotation.ts";
import { writeAgedTargets } from "./write-aged-targets.ts";

/** The replica's own words, where it failed in a way that tells why the command did; null fields leave what was said before. */
export type Failure = Pick<CommandAck, "code" | "detail">;

/**
 * Brings a command up to date after a target moved or its time came: targets time out, expire or are gone,
 * the command takes the status they give it, and a rotation takes its next steps. What has ended stays as it ended.
 * The caller holds the lane's lock.
 */
export async function progressCommand(
  tx: Sql,
  lane: LaneRecord,
  command: CommandRecord,
  now: Date,
  failure: Failure | null = null,
): Promise<void> {
  if (hasEnded(command)) return announce(tx, { ...command, version: await touchEndedCommand(tx, command.id) });
  if (command.kind === "rotate") return progressRotation(tx, lane, command, now, failure);
  const targets = await ageTargets(tx, lane, command, now);
  const isPastEnd = command.expiresAt !== null && now >= command.expiresAt;
  const status = phaseStatus(
    null,
    targets.map((target) => target.status),
    isPastEnd,
  );
  const finished = !isOpen(status);
  const version = await updateCommand(tx, command.id, {
    status,
    phase: null,
    finishedAt: command.finishedAt ?? (finished ? now : null),
    nextCheckAt: finished ? null : nextLook(command.expiresAt, targets, now),
    closedAs: null,
    candidate: null,
    code: failure?.code ?? null,
    detail: failure?.detail ?? null,
  });
  if (finished) await recordEnd(tx, lane, command, status, now);
  await announce(tx, { ...command, version });
}

async function ageTargets(tx: Sql, lane: LaneRecord, command: CommandRecord, now: Date): Promise<TargetRecord[]> {
  const targets = await readTargets(tx, command.id, now);
  const expiresAt = command.expiresAt?.getTime() ?? null;
  const statuses = targets.map((target): CommandStatus => {
    if (target.replicaGone && isOpen(target.status)) return "gone";
    if (!target.replicaGone && target.status === "gone") return "queued";
    return statusAt(target, expiresAt, now.getTime());
  });
  return writeAgedTargets(tx, lane, command, targets, statuses, now);
}

async function recordEnd(tx: Sql, lane: LaneRecord, command: CommandRecord, status: CommandStatus, now: Date): Promise<void> {
  await writeActions(tx, SYSTEM, now, [
    {
      action: "command.finished",
      laneId: lane.id,
      serverId: lane.serverId,
      correlationId: command.id,
      outcome: status === "succeeded" ? "ok" : "failed",
      after: { status, kind: command.kind },
      summary: `${command.kind} of ${lane.name}: ${status.replace("_", " ")}`,
    },
  ]);
}
