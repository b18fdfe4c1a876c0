import { DAY } from "../clock/instant.ts";
import type { Policy } from "./fact.ts";

/** At this age a key that never ends is due for rotation, unless the policy says otherwise. */
export const ROTATE_AFTER_MS = 90 * DAY;

/**
 * Operator's override, else declaration, else default. A declaration may only tighten containment, and nothing is tighter
 * than the default, so that a server can never talk itself out of being contained.
 */
export function effectivePolicy(
  declared: Policy = {},
  overrides: Policy = {},
): Policy & { containOn: NonNullable<Policy["containOn"]> } {
  return {
    warningMs: overrides.warningMs ?? declared.warningMs,
    refusalMs: overrides.refusalMs ?? declared.refusalMs,
    rotateAfterMs: overrides.rotateAfterMs ?? declared.rotateAfterMs,
    containOn: overrides.containOn ?? "inferred",
  };
}
