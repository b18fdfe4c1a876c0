import type { CommandAck } from "#lib/contract/control.ts";
import { writeActions } from "#lib/db/actions.ts";
import { readTargets, type TargetRecord, updateTargets } from "#lib/db/command-targets.ts";
import { type CommandRecord, touchEndedCommand, updateCommand } from "#lib/db/commands.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Action } from "#lib/domain/audit/action.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { hasEnded } from "#lib/domain/command/has-ended.ts";
import { commandStatus, phaseStatus } from "#lib/domain/command/status.ts";
import { isOpen, statusAt, timesOutAt } from "#lib/domain/command/target.ts";
import type { CommandStatus } from "#lib/domain/vocabulary.ts";
import { announce } from "./issue-command.ts";
import { progressRotation } from "./progress-rotation.ts";

/**
 * Brings a command up to date after a target moved or its time came: targets time out, expire or are gone,
 * the command takes the status they give it, and a rotation takes its next step. What has ended stays as it ended.
 * The caller holds the lane's lock.
 */
export async function progressCommand(
  tx: Sql,
  lane: LaneRecord,
  command: CommandRecord,
  now: Date,
  cause: CommandAck | "clock",
): Promise<void> {
  if (hasEnded(command)) return announce(tx, { ...command, version: await touchEndedCommand(tx, command.id) });
  const targets = await ageTargets(tx, lane, command, now);
  const reached = reachedBy(command, targets, now);
  const status = commandStatus(command.kind, command.phase, reached);
  const finished = !isOpen(status);
  const version = await updateCommand(tx, command.id, {
    status,
    phase: command.phase,
    finishedAt: command.finishedAt ?? (finished ? now : null),
    nextCheckAt: finished ? null : nextCheck(command, targets, now),
    closedAs: command.closedAs,
    candidate: command.candidate,
    ...failureOf(command, cause),
  });
  if (finished && command.kind !== "rotate") await recordEnd(tx, lane, command, status, now);
  await announce(tx, { ...command, version });
  if (command.kind === "rotate") await progressRotation(tx, lane, { ...command, status }, { status: reached, targets }, now);
}

/** The replica's own words where it failed; an old generation that would not die does not fail the rotation. */
function failureOf({ phase }: CommandRecord, cause: CommandAck | "clock"): { code: string | null; detail: string | null } {
  const isFailure = cause !== "clock" && cause.status === "failed" && phase !== "retire_old";
  return { code: isFailure ? (cause.code ?? null) : null, detail: isFailure ? (cause.detail ?? null) : null };
}

function reachedBy({ phase, expiresAt }: CommandRecord, targets: readonly TargetRecord[], now: Date): CommandStatus {
  const statuses = targets.map(({ status }) => status);
  return phaseStatus(phase, statuses, expiresAt !== null && now >= expiresAt);
}

async function ageTargets(tx: Sql, lane: LaneRecord, command: CommandRecord, now: Date): Promise<TargetRecord[]> {
  const targets = await readTargets(tx, command.id, command.phase, now);
  const aged = targets.map((target) => ({ ...target, status: agedStatus(target, command, now) }));
  const changed = aged.filter(({ status }, index) => status !== targets[index]?.status);
  await updateTargets(tx, command.id, command.phase, changed, now);
  await writeActions(
    tx,
    SYSTEM,
    now,
    changed.map((target) => describeAgeing(lane, command, target)),
  );
  return aged;
}

const describeAgeing = (lane: LaneRecord, command: CommandRecord, { replica, status }: TargetRecord): Action => ({
  action: "command.target_changed",
  laneId: lane.id,
  serverId: lane.serverId,
  correlationId: command.id,
  outcome: "failed",
  after: { replica, status },
  summary: `${replica}: ${command.kind} ${status.replace("_", " ")}`,
});

function agedStatus(target: TargetRecord, command: CommandRecord, now: Date): CommandStatus {
  if (target.replicaGone && isOpen(target.status)) return "gone";
  return statusAt(target, command.expiresAt?.getTime() ?? null, now.getTime());
}

/** A replica that crashed says nothing: what waits for it is looked at this often, to see whether it is gone. */
const LOOK_FOR_GONE_MS = 15_000;

/** The next instant at which the clock alone may change something. */
function nextCheck(command: CommandRecord, targets: readonly TargetRecord[], now: Date): Date | null {
  const isQueued = targets.length === 0 || targets.some(({ status }) => status === "queued");
  const instants = [
    ...targets.flatMap((target) => timesOutAt(target) ?? []),
    ...(isQueued && command.expiresAt ? [command.expiresAt.getTime()] : []),
    ...(targets.some(({ status }) => isOpen(status)) ? [now.getTime() + LOOK_FOR_GONE_MS] : []),
  ];
  return instants.length > 0 ? new Date(Math.max(Math.min(...instants), now.getTime() + 100)) : null;
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
