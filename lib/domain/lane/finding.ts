import type { Instant } from "../clock/instant.ts";
import type { Certainty, Condition } from "../vocabulary.ts";
import type { Evidence } from "./fact.ts";
import type { Scene } from "./scene.ts";

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
