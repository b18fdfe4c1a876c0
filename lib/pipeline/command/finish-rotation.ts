import { writeActions } from "#lib/db/actions.ts";
import { updateCommand } from "#lib/db/commands.ts";
import { writeRotation } from "#lib/db/control.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import type { RotationStep } from "#lib/domain/command/rotation.ts";
import type { Failure } from "./failure.ts";
import { announce } from "./issue-command.ts";
import type { RotationCommand, RotationReading } from "./read-rotation.ts";
import { recordUnused } from "./record-rotation.ts";
import { supersedeTargets } from "./supersede-targets.ts";

type Ending = Extract<RotationStep, { step: "close" | "end" }>;

/** Ends a rotation: closed by how its old generation died, or ended before it was adopted. */
export async function finishRotation(
  tx: Sql,
  lane: LaneRecord,
  command: RotationCommand,
  reading: RotationReading,
  step: Ending,
  now: Date,
  failure: Failure | null,
): Promise<void> {
  await writeRotation(tx, lane.id, null);
  const end = step.step === "close" ? { closedAs: step.closedAs } : { status: step.status };
  const { status, phase, closedAs, candidate } = command;
  const version = await updateCommand(tx, command.id, {
    status,
    phase,
    closedAs,
    candidate,
    ...end,
    finishedAt: command.finishedAt ?? now,
    nextCheckAt: null,
    ...reasonOf(step, failure),
  });
  if (step.step === "end" && step.code) await supersedeTargets(tx, command.id, now);
  if (step.step === "end") await recordUnused(tx, lane, command, reading, null, now);
  await writeActions(tx, SYSTEM, now, [
    {
      action: "command.finished",
      laneId: lane.id,
      serverId: lane.serverId,
      correlationId: command.id,
      outcome: step.step === "close" ? "ok" : "failed",
      after: end,
      summary:
        step.step === "close"
          ? `Rotation of ${lane.name} closed as ${step.closedAs}`
          : `Rotation of ${lane.name}: ${step.status.replace("_", " ")}`,
    },
  ]);
  await announce(tx, { ...command, version });
}

/** A candidate that died explains more than what a replica said last. */
const reasonOf = (step: Ending, failure: Failure | null): { code: string | null; detail: string | null } =>
  step.step === "end" && step.code
    ? { code: step.code, detail: "The new credential was found dead while replicas took it up." }
    : { code: failure?.code ?? null, detail: failure?.detail ?? null };
