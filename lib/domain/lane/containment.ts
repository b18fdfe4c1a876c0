import type { Policy } from "./fact.ts";
import { standingVerdicts } from "./generation.ts";
import { type LaneInput, setScene } from "./scene.ts";
import { generationKey } from "./state.ts";
import type { Instant } from "../clock/instant.ts";

/** What a revocation calls for. `probe_first`: one replica of several infers it, so another shall look before all are stopped. */
export type Containment = { action: "none" } | { action: "contain" | "probe_first"; verdictId: string; generation: number; reason: string };

/**
 * Decides whether the lane is contained everywhere: on a confirmed verdict; on an inferred one when the only live replica
 * or two replicas say so. A policy may ask for confirmation, or never contain.
 */
export function decideContainment(input: LaneInput, now: Instant): Containment {
  const scene = setScene(input, now);
  const containOn: NonNullable<Policy["containOn"]> = scene.policy.containOn ?? "inferred";
  if (containOn === "never") return { action: "none" };
  for (const generation of scene.generations) {
    const verdicts = standingVerdicts(scene.state, generation, "revoked");
    const worst = verdicts[0];
    if (!worst) continue;
    const called = { verdictId: worst.id, generation: generation.number, reason: worst.reason ?? "The credential was revoked" };
    if (worst.certainty === "confirmed") return { action: "contain", ...called };
    if (containOn === "confirmed") continue;
    const witnesses = new Set(verdicts.map(({ boot }) => boot)).size;
    const serving = scene.boots.filter((boot) => boot.serving && generationKey(boot.serving) === generationKey(generation)).length;
    return { action: witnesses >= 2 || serving <= 1 ? "contain" : "probe_first", ...called };
  }
  return { action: "none" };
}
