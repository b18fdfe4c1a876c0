import { sameGeneration } from "../lane/generation.ts";
import { type Rotation, type RotationStep, targetsOf } from "./rotation.ts";
import { phaseStatus } from "./status.ts";

/**
 * Live replicas that serve what came before the candidate and were not asked to adopt it: they started in the middle, or
 * came back after a while. One that serves nothing yet, or something newer, is left to itself.
 */
export function laggards({ candidate, fleet, ...rotation }: Rotation): readonly string[] {
  if (!candidate) return [];
  const asked = new Set(rotation.targets.filter(({ phase }) => phase === "adopt").map(({ replica }) => replica));
  const behind = fleet.filter(
    ({ id, serving }) =>
      serving !== null && serving.number <= candidate.number && !sameGeneration(serving, candidate) && !asked.has(id),
  );
  return behind.map(({ id }) => id);
}

/** The next step while replicas adopt, but for the old generation's end: it ends when everybody who is left serves the candidate. */
export function stepInAdopt(rotation: Rotation, isPastEnd: boolean): RotationStep {
  const late = rotation.paused ? [] : laggards(rotation);
  if (late.length > 0) return { step: "join", replicas: late };
  const statuses = targetsOf(rotation, "adopt").map(({ status }) => status);
  if (isServed(rotation) && statuses.every((status) => status === "gone")) return { step: "overlap" };
  const status = phaseStatus("adopt", statuses, isPastEnd && !rotation.paused);
  if (status === "succeeded") return { step: "overlap" };
  if (status === "expired" || status === "cancelled") return { step: "end", status };
  return status === "failed" || status === "superseded" ? { step: "end", status: "failed" } : { step: "wait", until: null };
}

const isServed = ({ candidate, fleet }: Rotation): boolean =>
  candidate !== null && fleet.some(({ serving }) => serving !== null && sameGeneration(serving, candidate));
