import type { Instant } from "../clock/instant.ts";
import { layWindows } from "../clock/windows.ts";
import { authBurst } from "./conditions-of-calls.ts";
import type { GenerationRef } from "./fact.ts";
import { knownExpiry, sameGeneration, standingVerdicts, startOf } from "./generation.ts";
import type { Scene } from "./scene.ts";
import type { GenerationState } from "./state.ts";

/**
 * The generation that replicas are told to follow: the newest of those judged that nothing speaks against, null where there is none.
 * A word that is still doubted speaks against it, too: what one replica may have lost, no other shall be led to.
 */
export function adoptableGeneration(scene: Scene): GenerationRef | null {
  const newest = scene.generations.find((generation) => generation.fingerprint !== "" && isSound(scene, generation));
  return newest ? { number: newest.number, fingerprint: newest.fingerprint } : null;
}

function isSound(scene: Scene, generation: GenerationState): boolean {
  if (generation.retired || scene.now >= refusedFrom(scene, generation)) return false;
  if ((["revoked", "expired"] as const).some((kind) => standingVerdicts(scene.state, generation, kind).length > 0)) return false;
  return !scene.boots.some((boot) => {
    const burst = authBurst(boot);
    return burst !== null && sameGeneration(burst.generation, generation);
  });
}

/** When a generation enters its refusal window: it may be served on, and not begun with. Infinity where it never does. */
export function refusedFrom({ policy }: Scene, generation: GenerationState): Instant {
  const { expiresAt } = knownExpiry(generation);
  return typeof expiresAt === "number" ? layWindows(startOf(generation), expiresAt, policy).refuseAt : Number.POSITIVE_INFINITY;
}
