import type { Policy } from "./fact.ts";

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
