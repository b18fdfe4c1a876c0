import { insertTargets, updateTargets } from "#lib/db/command-targets.ts";
import { updateCommand } from "#lib/db/commands.ts";
import { bumpServerControl, writeRotation } from "#lib/db/control.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import { findReplicasLiveSince } from "#lib/db/live-replicas.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { RotationStep } from "#lib/domain/command/rotation.ts";
import { COMMAND_LIFE_MS } from "#lib/domain/command/target.ts";
import type { Failure } from "./failure.ts";
import { finishRotation } from "./finish-rotation.ts";
import { announce, firstLookAt } from "./issue-command.ts";
import type { RotationCommand, RotationReading } from "./read-rotation.ts";
import { recordAsked, recordPhase, recordUnused } from "./record-rotation.ts";

type Taken = Exclude<RotationStep, { step: "wait" | "hold" }>;

/** Each phase has the whole life of a command: a pause or a long overlap before it takes nothing away. */
export const lifeFrom = (now: Date): Date => new Date(now.getTime() + COMMAND_LIFE_MS);

/** Steps that replicas are asked to take. */
const ASKING: ReadonlySet<RotationStep["step"]> = new Set(["prepare", "adopt", "join", "retire_old"]);

/** Takes one step. Returns the rotation as it goes on, or null where it has ended. */
export async function takeRotationStep(
  tx: Sql,
  lane: LaneRecord,
  command: RotationCommand,
  reading: RotationReading,
  step: Taken,
  now: Date,
  failure: Failure | null,
): Promise<RotationCommand | null> {
  // Replicas that ask only after a change learn by this that a step waits for them.
  if (ASKING.has(step.step)) await bumpServerControl(tx, lane.serverId);
  switch (step.step) {
    case "prepare":
      return handOn(tx, lane, command, reading, step, now);
    case "adopt": {
      const replicas = await findReplicasLiveSince(tx, lane.id, command.requestedAt, now);
      await insertTargets(tx, command.id, "adopt", replicas, now);
      await recordUnused(tx, lane, command, reading, step.candidate, now);
      return enter(tx, lane, { ...command, phase: "adopt", candidate: step.candidate, status: "queued" }, now);
    }
    case "join":
      await insertTargets(tx, command.id, "adopt", step.replicas, now);
      await recordAsked(tx, lane, command, reading, { phase: "adopt", replicas: step.replicas, why: "came in the middle" }, now);
      return command;
    case "overlap":
      return enter(tx, lane, { ...command, phase: "retire_old", status: "succeeded", finishedAt: now }, now);
    case "retire_old":
      await insertTargets(tx, command.id, "retire_old", [step.by], now);
      await recordAsked(tx, lane, command, reading, { phase: "retire_old", replicas: [step.by], why: "holds the old one" }, now);
      return command;
    default:
      await finishRotation(tx, lane, command, reading, step, now, failure);
      return null;
  }
}

async function handOn(
  tx: Sql,
  lane: LaneRecord,
  command: RotationCommand,
  reading: RotationReading,
  { by, fence, withdrawnFrom }: Extract<Taken, { step: "prepare" }>,
  now: Date,
): Promise<RotationCommand> {
  const withdrawn =
    withdrawnFrom === null ? [] : [{ replicaId: withdrawnFrom, phase: command.phase, status: "superseded" as const }];
  await updateTargets(tx, command.id, withdrawn, now);
  await insertTargets(tx, command.id, "prepare", [by], now, fence);
  const why = fence === 1 ? "is the first to come" : "the one before did not answer";
  await recordAsked(tx, lane, command, reading, { phase: "prepare", replicas: [by], why, fence }, now);
  return command;
}

async function enter(tx: Sql, lane: LaneRecord, command: RotationCommand, now: Date): Promise<RotationCommand> {
  const entered = { ...command, expiresAt: lifeFrom(now) };
  await writeRotation(tx, lane.id, command.phase);
  const { status, phase, expiresAt, finishedAt, closedAs, candidate } = entered;
  const change = {
    status,
    phase,
    expiresAt,
    finishedAt,
    closedAs,
    candidate,
    nextCheckAt: firstLookAt(now),
    code: null,
    detail: null,
  };
  const version = await updateCommand(tx, command.id, change);
  await recordPhase(tx, lane, command, now);
  await announce(tx, { ...command, version });
  return entered;
}
