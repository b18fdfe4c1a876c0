import { writeActions } from "#lib/db/actions.ts";
import { insertTargets, type TargetRecord } from "#lib/db/command-targets.ts";
import { type CommandChange, type CommandRecord, updateCommand } from "#lib/db/commands.ts";
import { writeRotation } from "#lib/db/control.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import { isServedElsewhere } from "#lib/db/lanes.ts";
import { readLiveReplicas } from "#lib/db/live-replicas.ts";
import type { Sql } from "#lib/db/sql.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { nextStep, type OldGeneration, type Rotation, type RotationStep } from "#lib/domain/command/rotation.ts";
import { COMMAND_LIFE_MS } from "#lib/domain/command/target.ts";
import { isPaused } from "#lib/domain/lane/control.ts";
import { knownExpiry, standingVerdicts } from "#lib/domain/lane/generation.ts";
import { generationKey } from "#lib/domain/lane/state.ts";
import type { CommandStatus, RotationPhase } from "#lib/domain/vocabulary.ts";
import { announce, firstLookAt } from "./issue-command.ts";

/** What the targets of the present phase have come to. */
interface PhaseReached {
  status: CommandStatus;
  targets: readonly TargetRecord[];
}

const NOTHING_YET: PhaseReached = { status: "queued", targets: [] };

/** Takes the steps of a rotation that its targets and the clock allow, until it has to wait. The caller holds the lane's lock. */
export async function progressRotation(
  tx: Sql,
  lane: LaneRecord,
  command: CommandRecord,
  reached: PhaseReached,
  now: Date,
): Promise<void> {
  if (command.phase === null || command.closedAs !== null) return;
  const old = await oldGeneration(tx, lane, command);
  const step = nextStep(rotationOf(lane, command, command.phase, reached, old, now), now.getTime());
  switch (step.step) {
    case "wait":
      return wait(tx, command, step.until, now);
    case "adopt":
      return enter(tx, lane, command, "adopt", await liveReplicaIds(tx, lane, now), now);
    case "overlap":
      await enter(tx, lane, { ...command, status: "succeeded", finishedAt: now }, "retire_old", [], now);
      return progressRotation(
        tx,
        lane,
        { ...command, status: "succeeded", phase: "retire_old", finishedAt: now },
        NOTHING_YET,
        now,
      );
    case "retire_old":
      return askToRetire(tx, lane, command, now);
    default:
      return finish(tx, lane, command, step, now);
  }
}

const liveReplicaIds = async (tx: Sql, lane: LaneRecord, now: Date): Promise<string[]> =>
  (await readLiveReplicas(tx, lane.id, now)).map(({ id }) => id);

/** Asks one live replica to retire the old generation; without one, the clock looks again. */
async function askToRetire(tx: Sql, lane: LaneRecord, command: CommandRecord, now: Date): Promise<void> {
  const [first] = await liveReplicaIds(tx, lane, now);
  if (!first) return wait(tx, command, null, now);
  await insertTargets(tx, command.id, "retire_old", [first], now);
  const version = await change(tx, command, { expiresAt: lifeFrom(now), nextCheckAt: firstLookAt(now) });
  await announce(tx, { ...command, version });
}

/** Each phase has the whole life of a command: a pause or a long overlap before it takes nothing away. */
const lifeFrom = (now: Date): Date => new Date(now.getTime() + COMMAND_LIFE_MS);

/** Facts may end a wait as well as the clock: what is ready or in overlap is looked at again every few seconds. */
const LOOK_AGAIN_MS = 5_000;

async function wait(tx: Sql, command: CommandRecord, until: number | null, now: Date): Promise<void> {
  const isReady = command.phase === "prepare" && command.candidate !== null;
  if (!isReady && command.phase !== "retire_old") return;
  await change(tx, command, {
    nextCheckAt: new Date(Math.min(until ?? Number.POSITIVE_INFINITY, now.getTime() + LOOK_AGAIN_MS)),
  });
}

function rotationOf(
  lane: LaneRecord,
  command: CommandRecord,
  phase: RotationPhase,
  reached: PhaseReached,
  old: OldGeneration | null,
  now: Date,
): Rotation {
  const capabilities = lane.state.declared?.declaration.capabilities ?? [];
  return {
    phase,
    paused: isPaused(lane.desired, now.getTime()),
    candidate: command.candidate,
    status: reached.status,
    targets: reached.targets.map(({ status }) => status),
    adoptedAt: phase === "retire_old" ? (command.finishedAt?.getTime() ?? null) : null,
    retireOld: command.retireOld ?? "when_proven",
    canRetire: capabilities.includes("retire"),
    old,
  };
}

/** The generation that a rotation replaces; none where it only refreshed the one it had. */
async function oldGeneration(tx: Sql, lane: LaneRecord, { candidate, previous }: CommandRecord): Promise<OldGeneration | null> {
  if (!previous || (candidate && generationKey(candidate) === generationKey(previous))) return null;
  const generation = lane.state.generations[generationKey(previous)];
  if (!generation) return null;
  return {
    expiresAt: knownExpiry(generation).expiresAt,
    dead: standingVerdicts(lane.state, generation, "revoked").length > 0,
    retired: generation.retired?.retirement ?? null,
    isShared: await isServedElsewhere(tx, lane.id, generation.fingerprint),
  };
}

async function enter(
  tx: Sql,
  lane: LaneRecord,
  command: CommandRecord,
  phase: RotationPhase,
  replicaIds: readonly string[],
  now: Date,
): Promise<void> {
  await insertTargets(tx, command.id, phase, replicaIds, now);
  await writeRotation(tx, lane.id, phase);
  const isOver = phase === "retire_old";
  const version = await change(tx, command, {
    phase,
    status: isOver ? "succeeded" : "queued",
    expiresAt: lifeFrom(now),
    nextCheckAt: isOver ? null : firstLookAt(now),
  });
  await record(tx, lane, command, "command.phase_changed", now, { phase }, `Rotate ${lane.name}: ${PHASE[phase]}`);
  await announce(tx, { ...command, version });
}

const PHASE: Record<RotationPhase, string> = {
  prepare: "a candidate is being prepared",
  adopt: "every replica adopts the new generation",
  retire_old: "the new generation is served, the old one is to die",
};

type Ending = Extract<RotationStep, { step: "close" | "end" }>;

async function finish(tx: Sql, lane: LaneRecord, command: CommandRecord, step: Ending, now: Date): Promise<void> {
  await writeRotation(tx, lane.id, null);
  const end = step.step === "close" ? { closedAs: step.closedAs } : { status: step.status };
  const version = await change(tx, command, { ...end, finishedAt: command.finishedAt ?? now, nextCheckAt: null });
  const summary =
    step.step === "close"
      ? `Rotation of ${lane.name} closed as ${step.closedAs}`
      : `Rotation of ${lane.name}: ${step.status.replace("_", " ")}`;
  await record(tx, lane, command, "command.finished", now, end, summary);
  await announce(tx, { ...command, version });
}

function change(tx: Sql, command: CommandRecord, changes: Partial<CommandChange>): Promise<number> {
  const { status, phase, finishedAt, closedAs, candidate } = command;
  return updateCommand(tx, command.id, {
    status,
    phase,
    finishedAt,
    closedAs,
    candidate,
    nextCheckAt: null,
    code: null,
    detail: null,
    ...changes,
  });
}

function record(
  tx: Sql,
  lane: LaneRecord,
  command: CommandRecord,
  action: "command.phase_changed" | "command.finished",
  now: Date,
  after: Record<string, unknown>,
  summary: string,
): Promise<void> {
  const outcome = "status" in after && after.status !== "succeeded" ? "failed" : "ok";
  return writeActions(tx, SYSTEM, now, [
    { action, laneId: lane.id, serverId: lane.serverId, correlationId: command.id, outcome, after, summary },
  ]);
}
