import { sameGeneration } from "../lane/generation.ts";
import type { CommandStatus } from "../vocabulary.ts";
import { type Rotation, type RotationStep, type RotationTarget, targetsOf } from "./rotation.ts";
import { servicesAmong } from "./services.ts";
import { phaseStatus } from "./status.ts";
import { isOpen } from "./target.ts";

/**
 * Live replicas that serve what came before the candidate and were not asked to adopt it: they started in the middle, or
 * came back after a while. One that serves nothing yet, or something newer, is left to itself.
 */
export function laggards({ candidate, fleet, ...rotation }: Rotation): readonly string[] {
  if (!candidate || rotation.isCandidateDead) return [];
  const asked = new Set(rotation.targets.filter(({ phase }) => phase === "adopt").map(({ replica }) => replica));
  const behind = fleet.filter(
    ({ id, serving }) =>
      serving !== null && serving.number <= candidate.number && !sameGeneration(serving, candidate) && !asked.has(id),
  );
  return behind.map(({ id }) => id);
}

/** The next step while replicas adopt, but for the old generation's end: it ends when everybody who is left serves the candidate. */
export function stepInAdopt(rotation: Rotation, isPastEnd: boolean): RotationStep {
  if (rotation.isCandidateDead) return { step: "end", status: "failed", code: "candidate_dead" };
  const late = rotation.paused ? [] : laggards(rotation);
  if (late.length > 0) return { step: "join", replicas: late };
  const statuses = countingTargets(rotation).map(({ status }) => status);
  if (isServed(rotation) && statuses.every((status) => status === "gone")) return { step: "overlap" };
  const status = adoptStatus(rotation, isPastEnd && !rotation.paused);
  if (status === "succeeded") return { step: "overlap" };
  if (status === "expired" || status === "cancelled") return { step: "end", status };
  return status === "failed" || status === "superseded" ? { step: "end", status: "failed" } : { step: "wait", until: null };
}

/** How far adopting has come, as one status. */
export const adoptStatus = (rotation: Rotation, isPastEnd: boolean): CommandStatus =>
  phaseStatus(
    "adopt",
    countingTargets(rotation).map(({ status }) => status),
    isPastEnd,
  );

/** A workstation beside services is not waited for. One beyond the target set that could not adopt, such as a late starter whose store is old, stays behind and fails nobody else's rotation. */
function countingTargets(rotation: Rotation): readonly RotationTarget[] {
  const targetSet = new Set(targetSetOf(rotation));
  return servicesAmong(targetsOf(rotation, "adopt")).filter(
    (target) => targetSet.has(target) || target.status === "succeeded" || isOpen(target.status),
  );
}

/** Those that were there when the rotation was asked for; where none was, everybody who came. */
function targetSetOf(rotation: Rotation): readonly RotationTarget[] {
  const services = servicesAmong(targetsOf(rotation, "adopt"));
  const present = services.filter(({ startedAt }) => startedAt <= rotation.requestedAt);
  return present.length > 0 ? present : services;
}

const isServed = ({ candidate, fleet }: Rotation): boolean =>
  candidate !== null && servicesAmong(fleet).some(({ serving }) => serving !== null && sameGeneration(serving, candidate));
