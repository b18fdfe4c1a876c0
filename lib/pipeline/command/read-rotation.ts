import { readTargets, type TargetRecord } from "#lib/db/command-targets.ts";
import type { CommandRecord } from "#lib/db/commands.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import { isServedElsewhere } from "#lib/db/lanes.ts";
import { type LiveReplica, readLiveReplicas } from "#lib/db/live-replicas.ts";
import { findEndElsewhere, lockFingerprints } from "#lib/db/shared-fingerprint.ts";
import type { Sql } from "#lib/db/sql.ts";
import { ageTarget } from "#lib/domain/command/age-target.ts";
import type { OldGeneration, Rotation, RotationTarget } from "#lib/domain/command/rotation.ts";
import { isPaused } from "#lib/domain/lane/control.ts";
import type { GenerationRef } from "#lib/domain/lane/fact.ts";
import { knownExpiry, standingVerdicts } from "#lib/domain/lane/generation.ts";
import { generationKey } from "#lib/domain/lane/state.ts";
import type { RotationPhase } from "#lib/domain/vocabulary.ts";
import { writeAgedTargets } from "./write-aged-targets.ts";

/** A rotation's command once it has a phase. */
export type RotationCommand = CommandRecord & { phase: RotationPhase };

/** A rotation as it stands, with what the audit calls its replicas and targets. */
export interface RotationReading {
  rotation: Rotation;
  fleet: readonly LiveReplica[];
  targets: readonly TargetRecord[];
  /** Whether time has changed any of them just now. */
  hasAged: boolean;
}

/** Reads a rotation of a locked lane, and writes what time has made of its targets. */
export async function readRotation(tx: Sql, lane: LaneRecord, command: RotationCommand, now: Date): Promise<RotationReading> {
  const fleet = await readLiveReplicas(tx, lane.id, now);
  const old = await oldGeneration(tx, lane, command, now);
  const targets = await readTargets(tx, command.id, now);
  const before = rotationOf(lane, command, fleet, old, targets, now);
  const statuses = before.targets.map((target) => ageTarget(target, before, now.getTime()));
  const aged = await writeAgedTargets(tx, lane, command, targets, statuses, now);
  return { rotation: { ...before, targets: aged.targets.flatMap(toDomain) }, fleet, ...aged };
}

function rotationOf(
  lane: LaneRecord,
  command: RotationCommand,
  fleet: readonly LiveReplica[],
  old: OldGeneration | null,
  targets: readonly TargetRecord[],
  now: Date,
): Rotation {
  return {
    phase: command.phase,
    paused: isPaused(lane.desired, now.getTime()),
    candidate: command.candidate,
    isCandidateDead: command.candidate !== null && verdictOn(lane, command.candidate) !== null,
    targets: targets.flatMap(toDomain),
    fleet,
    requestedAt: command.requestedAt.getTime(),
    expiresAt: command.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
    adoptedAt: command.phase === "retire_old" ? (command.finishedAt?.getTime() ?? null) : null,
    retireOld: command.retireOld ?? "when_proven",
    old,
  };
}

const toDomain = ({ replicaId, phase, ...target }: TargetRecord): RotationTarget[] =>
  phase === null ? [] : [{ ...target, replica: replicaId, phase }];

const verdictOn = ({ state }: LaneRecord, generation: GenerationRef): OldGeneration["verdict"] =>
  (["revoked", "expired"] as const).find((kind) => standingVerdicts(state, generation, kind).length > 0) ?? null;

/** The generation that a rotation replaces; none where it only refreshed the one it had. */
async function oldGeneration(
  tx: Sql,
  lane: LaneRecord,
  { candidate, previous }: CommandRecord,
  now: Date,
): Promise<OldGeneration | null> {
  if (!previous || (candidate && generationKey(candidate) === generationKey(previous))) return null;
  const generation = lane.state.generations[generationKey(previous)];
  if (!generation) return null;
  const { fingerprint } = generation;
  await lockFingerprints(tx, [fingerprint]);
  const elsewhere = await findEndElsewhere(tx, lane.id, fingerprint);
  return {
    generation: previous,
    expiresAt: knownExpiry(generation).expiresAt,
    verdict: verdictOn(lane, generation),
    retired: generation.retired?.retirement ?? elsewhere.retired,
    isShared: elsewhere.isAsked || (await isServedElsewhere(tx, lane.id, fingerprint, now)),
  };
}
