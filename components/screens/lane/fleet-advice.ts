import { ACCORD_MARKS, ROTATION_MARKS } from "#components/ui/condition-marks.ts";
import type { LaneDetail } from "#lib/contract/lane.ts";
import type { Condition } from "#lib/domain/vocabulary.ts";
import type { Advice } from "./advice.ts";

export type FleetLane = Pick<LaneDetail, "health" | "split" | "behind" | "rotation" | "capabilities">;

/** Causes that ask for nobody, so that what the replicas ask for comes first. */
const QUIET: ReadonlySet<Condition> = new Set(["healthy", "unknown_expiry", "rotation_due", "rate_limited"]);

/** What to do about replicas that do not agree, or an old generation that only a person can end; null where there is nothing. */
export function fleetAdvice({ health, split, behind, rotation, capabilities }: FleetLane): Advice | null {
  if (health === null || !QUIET.has(health)) return null;
  if (split) return SPLIT;
  if (behind?.late) return LEFT_BEHIND;
  return rotation === "retire_old" && !capabilities.includes("retire") ? STILL_VALID : null;
}

const SPLIT: Advice = {
  headline: "Replicas serve two credentials under one generation number.",
  explanation: "Find out which of the two is meant, put it into every store under a number of its own, and rotate.",
  primary: "server",
  secondary: ["rotate"],
  avoid: "Trusting the number: it says no more which credential is in use.",
  mark: ACCORD_MARKS.split,
};

const LEFT_BEHIND: Advice = {
  headline: "Some replicas still serve an older generation.",
  explanation: "Each follows by itself once its own store shows the newer one. Look at what their stores hold.",
  primary: "server",
  secondary: ["rotate"],
  avoid: "Ending the old credential at the provider while they use it.",
  mark: ACCORD_MARKS.behind,
};

const STILL_VALID: Advice = {
  headline: "The old generation is out of use, and nobody has seen it dead.",
  explanation: "This lane cannot end it by itself. End it at the provider, then attest its end under Generations.",
  primary: null,
  secondary: [],
  avoid: "Attesting before it is done: the audit would vouch for a key that still works.",
  mark: ROTATION_MARKS.retire_old,
};
