import type { Instant } from "../clock/instant.ts";
import type { Certainty, Condition } from "../vocabulary.ts";
import type { Evidence } from "./fact.ts";
import type { Scene } from "./scene.ts";
import { compareText } from "./stamp.ts";

/** A condition that holds, with what an operator needs to judge it. */
export interface Finding {
  condition: Condition;
  /** When it began, as far as the facts tell; null where they do not. */
  since: Instant | null;
  certainty: Certainty | null;
  /** One plain clause, e.g. `attempt 4 failed, invalid_grant`. */
  detail: string | null;
  evidence: Evidence | null;
  /** Number of the generation it is about, null where it is about the lane. */
  generation: number | null;
}

/** What a detector says: everything but the name of its condition. */
export type Found = Omit<Finding, "condition">;
export type Detector = (scene: Scene) => Found | null;

/** Of what several boots show, the earliest; ties go to the boot that comes first by name. */
export function earliest(found: readonly (Found | null)[]): Found | null {
  const held = found.filter((one) => one !== null);
  return held.toSorted((a, b) => (a.since ?? 0) - (b.since ?? 0) || compareText(a.detail ?? "", b.detail ?? ""))[0] ?? null;
}
