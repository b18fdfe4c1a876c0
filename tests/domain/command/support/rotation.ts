import type { FleetReplica, OldGeneration, Rotation, RotationTarget } from "#lib/domain/command/rotation.ts";
import type { CommandStatus, RotationPhase } from "#lib/domain/vocabulary.ts";
import { at, generation, HOUR, START } from "#tests/domain/support/facts.ts";

/** Ten minutes into every table. */
export const NOW = at(600);
export const OLD = generation(3);
export const NEW = generation(4);

/** A live replica that serves the old generation and can do everything, unless told otherwise. */
export const replica = (id: string, given: Partial<FleetReplica> = {}): FleetReplica => ({
  id,
  workstation: false,
  serving: OLD,
  capabilities: ["create", "refresh", "retire", "probe"],
  ...given,
});

/** What a replica made of a phase; its times are those of the table's now. */
export const target = (
  id: string,
  phase: RotationPhase,
  status: CommandStatus,
  given: Partial<RotationTarget> = {},
): RotationTarget => ({
  replica: id,
  startedAt: START,
  workstation: false,
  phase,
  status,
  fence: phase === "prepare" ? 1 : null,
  named: phase === "prepare" && status === "succeeded" ? NEW : null,
  code: null,
  queuedAt: NOW,
  deliveredAt: status === "queued" ? null : NOW,
  acknowledgedAt: null,
  finishedAt: null,
  ...given,
});

/** An old generation that lives and never ends. */
export const alive: OldGeneration = { generation: OLD, expiresAt: "never", verdict: null, retired: null, isShared: false };

export const rotation = (given: Partial<Rotation> = {}): Rotation => ({
  phase: "prepare",
  paused: false,
  candidate: null,
  isCandidateDead: false,
  targets: [],
  fleet: [replica("one"), replica("two")],
  requestedAt: START,
  expiresAt: START + HOUR,
  adoptedAt: null,
  retireOld: "when_proven",
  old: alive,
  ...given,
});
