import { writeActions } from "#lib/db/actions.ts";
import type { TargetRecord } from "#lib/db/command-targets.ts";
import type { CommandRecord } from "#lib/db/commands.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Action } from "#lib/domain/audit/action.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { unusedCandidates } from "#lib/domain/command/prepare.ts";
import type { GenerationRef } from "#lib/domain/lane/fact.ts";
import type { RotationPhase } from "#lib/domain/vocabulary.ts";
import type { RotationCommand, RotationReading } from "./read-rotation.ts";

const PHASE: Record<RotationPhase, string> = {
  prepare: "a candidate is being prepared",
  adopt: "every replica adopts the new generation",
  retire_old: "the new generation is served, the old one is to die",
};

/** Writes that a rotation has reached its phase. */
export function recordPhase(tx: Sql, lane: LaneRecord, command: RotationCommand, now: Date): Promise<void> {
  const { phase } = command;
  const summary = `Rotate ${lane.name}: ${PHASE[phase]}`;
  return writeActions(tx, SYSTEM, now, [{ action: "command.phase_changed", ...about(lane, command), after: { phase }, summary }]);
}

interface Asked {
  phase: RotationPhase;
  replicas: readonly string[];
  why: string;
  fence?: number;
}

const ASKED: Record<RotationPhase, string> = {
  prepare: "asked to prepare",
  adopt: "asked to adopt",
  retire_old: "asked to retire the old generation",
};

/** Writes which replicas were asked beyond those that a phase began with, and why. */
export function recordAsked(
  tx: Sql,
  lane: LaneRecord,
  command: CommandRecord,
  { fleet }: RotationReading,
  { phase, replicas, why, fence }: Asked,
  now: Date,
): Promise<void> {
  const names = fleet.filter(({ id }) => replicas.includes(id)).map(({ name }) => name);
  const actions = names.map(
    (replica): Action => ({
      action: "command.target_changed",
      ...about(lane, command),
      after: { replica, status: "queued", phase, ...(fence === undefined ? {} : { fence }) },
      summary: `${replica}: ${ASKED[phase]}, ${why}`,
    }),
  );
  return writeActions(tx, SYSTEM, now, actions);
}

/** Names candidates that nobody serves and that this rotation does not use: a person is to retire them. */
export function recordUnused(
  tx: Sql,
  lane: LaneRecord,
  command: CommandRecord,
  { rotation, fleet, targets }: Pick<RotationReading, "rotation" | "fleet" | "targets">,
  used: GenerationRef | null,
  now: Date,
): Promise<void> {
  const unused = unusedCandidates(rotation, used).filter(
    ({ named }) => !fleet.some(({ serving }) => serving?.fingerprint === named?.fingerprint),
  );
  const actions = unused.map(({ replica, named }) => describeUnused(lane, command, nameOf(targets, replica), named));
  return writeActions(tx, SYSTEM, now, actions);
}

const nameOf = (targets: readonly TargetRecord[], id: string): string =>
  targets.find(({ replicaId }) => replicaId === id)?.replica ?? id;

/** The audit entry of a candidate that a replica prepared and nobody uses. */
export function describeUnused(lane: LaneRecord, command: CommandRecord, replica: string, named: GenerationRef | null): Action {
  return {
    action: "command.candidate_unused",
    ...about(lane, command),
    after: { replica, generation: named?.number ?? null, fingerprint: named?.fingerprint ?? null },
    summary: `${replica} prepared generation ${named?.number} (${named?.fingerprint}), and nobody uses it: retire it at the provider`,
  };
}

const about = (lane: LaneRecord, command: CommandRecord) => ({
  laneId: lane.id,
  serverId: lane.serverId,
  correlationId: command.id,
});
