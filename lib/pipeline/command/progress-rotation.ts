import { type CommandRecord, updateCommand } from "#lib/db/commands.ts";
import { postponeCommand } from "#lib/db/due-commands.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import { nextStep, rotationStatus } from "#lib/domain/command/next-step.ts";
import type { RotationStep } from "#lib/domain/command/rotation.ts";
import type { Answered, Failure } from "./failure.ts";
import { announce } from "./issue-command.ts";
import { nextLook } from "./next-look.ts";
import { type RotationCommand, type RotationReading, readRotation } from "./read-rotation.ts";
import { lifeFrom, takeRotationStep } from "./take-rotation-step.ts";

/** Prepare, adopt, overlap, retirement and close may follow at once; more than that would be going in circles. */
const STEPS_AT_ONCE = 8;

/** Takes the steps of a rotation that its replicas and the clock allow, until it has to wait. The caller holds the lane's lock. */
export async function progressRotation(
  tx: Sql,
  lane: LaneRecord,
  command: CommandRecord,
  now: Date,
  answered: Answered | null,
): Promise<void> {
  if (command.phase === null) return;
  const failure = answered?.failure ?? null;
  let current: RotationCommand = { ...command, phase: command.phase };
  let hasMoved = answered !== null;
  for (let taken = 0; taken < STEPS_AT_ONCE; taken += 1) {
    const reading = await readRotation(tx, lane, current, now);
    const step = nextStep(reading.rotation, now.getTime());
    hasMoved ||= reading.hasAged || taken > 0;
    if (step.step === "wait" || step.step === "hold") return settle(tx, current, reading, step, now, { failure, hasMoved });
    const next = await takeRotationStep(tx, lane, current, reading, step, now, failure);
    if (next === null) return;
    current = next;
  }
  throw new Error(`the rotation ${command.id} takes steps without end`);
}

/** Facts may end a wait as well as the clock: a rotation under way is looked at again, ever less often. */
const LOOK_AGAIN_MS = { first: 5_000, last: 60_000 } as const;

async function settle(
  tx: Sql,
  command: RotationCommand,
  { rotation, targets }: RotationReading,
  step: Extract<RotationStep, { step: "wait" | "hold" }>,
  now: Date,
  { failure, hasMoved }: { failure: Failure | null; hasMoved: boolean },
): Promise<void> {
  // What a pause holds keeps the whole of its time.
  const expiresAt = rotation.phase === "adopt" && rotation.paused ? lifeFrom(now) : command.expiresAt;
  const status = rotationStatus(rotation, now.getTime());
  const candidate = step.step === "hold" ? step.candidate : command.candidate;
  const nextCheckAt = earliest([
    nextLook({ kind: command.kind, expiresAt }, targets, now),
    step.step === "wait" && step.until !== null ? new Date(step.until) : null,
    step.step === "hold" || rotation.phase !== "prepare" ? lookAgain(command, now) : null,
  ]);
  const isAsBefore = status === command.status && candidate?.fingerprint === command.candidate?.fingerprint;
  if (isAsBefore && !hasMoved) return postponeCommand(tx, command.id, { nextCheckAt, expiresAt });
  const version = await updateCommand(tx, command.id, {
    status,
    phase: command.phase,
    expiresAt,
    finishedAt: command.finishedAt,
    nextCheckAt,
    closedAs: null,
    candidate,
    code: failure?.code ?? null,
    detail: failure?.detail ?? null,
  });
  await announce(tx, { ...command, version });
}

function lookAgain({ requestedAt }: RotationCommand, now: Date): Date {
  const waitedMs = now.getTime() - requestedAt.getTime();
  return new Date(now.getTime() + Math.min(Math.max(waitedMs / 10, LOOK_AGAIN_MS.first), LOOK_AGAIN_MS.last));
}

const earliest = (instants: readonly (Date | null)[]): Date | null =>
  instants.reduce((first, instant) => (first !== null && (instant === null || first <= instant) ? first : instant), null);
