import { writeActions } from "#lib/db/actions.ts";
import { readTargets, type TargetRecord } from "#lib/db/command-targets.ts";
import { type CommandRecord, touchEndedCommand, updateCommand } from "#lib/db/commands.ts";
import { postponeCommand } from "#lib/db/due-commands.ts";
import { wakeLane } from "#lib/db/due-lanes.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Action } from "#lib/domain/audit/action.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { PROBE_FINDINGS, probeFinding } from "#lib/domain/command/describe-probe.ts";
import { hasEnded } from "#lib/domain/command/has-ended.ts";
import { ageCommand } from "./age-command.ts";
import type { Answered } from "./failure.ts";
import { announce } from "./issue-command.ts";
import { progressRotation } from "./progress-rotation.ts";
import { writeAgedTargets } from "./write-aged-targets.ts";

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
  answered: Answered | null = null,
): Promise<void> {
  if (hasEnded(command)) return announce(tx, { ...command, version: await touchEndedCommand(tx, command.id) });
  if (command.kind === "rotate" && lane.isSetAside) return waitForLane(tx, command, now);
  if (command.kind === "rotate") return progressRotation(tx, lane, command, now, answered);
  const targets = await readTargets(tx, command.id, now);
  const { statuses, status, isFinished, nextCheckAt, isQuiet } = ageCommand(command, targets, now);
  if (isQuiet && !answered) return postponeCommand(tx, command.id, { nextCheckAt });
  const aged = await writeAgedTargets(tx, lane, command, targets, statuses, now);
  const version = await updateCommand(tx, command.id, {
    status,
    phase: null,
    finishedAt: command.finishedAt ?? (isFinished ? now : null),
    nextCheckAt,
    closedAs: null,
    candidate: command.candidate,
    code: answered?.failure?.code ?? null,
    detail: answered?.failure?.detail ?? null,
  });
  if (isFinished) await writeActions(tx, SYSTEM, now, [describeEnd(lane, { ...command, status }, aged.targets)]);
  await announce(tx, { ...command, version });
  // What a probe found may be what the clock waits for.
  if (command.kind === "probe") await wakeLane(tx, lane.id, now);
}

/** Whether its old credential is dead stands in what cannot be read: the rotation goes on once it can. */
async function waitForLane(tx: Sql, command: CommandRecord, now: Date): Promise<void> {
  await postponeCommand(tx, command.id, { nextCheckAt: now });
  await announce(tx, command);
}

function describeEnd(
  { id: laneId, serverId, name }: LaneRecord,
  command: CommandRecord,
  targets: readonly TargetRecord[],
): Action {
  const { id: correlationId, kind, status } = command;
  const about = { action: "command.finished", laneId, serverId, correlationId } as const;
  if (kind === "probe") {
    const found = probeFinding(targets);
    const outcome = found === "unable" ? "failed" : "ok";
    return { ...about, outcome, after: { status, kind, found }, summary: `Probe of ${name}: ${PROBE_FINDINGS[found]}` };
  }
  const outcome = status === "succeeded" ? "ok" : "failed";
  return { ...about, outcome, after: { status, kind }, summary: `${kind} of ${name}: ${status.replace("_", " ")}` };
}
