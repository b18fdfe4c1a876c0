import { sameGeneration } from "./generation.ts";
import type { Scene } from "./scene.ts";
import { type GenerationState, generationKey } from "./state.ts";

/** Why nobody can attest that a generation is dead, in words; null where an operator may. */
export function attestRefusal(scene: Scene, generation: GenerationState): string | null {
  const serving = scene.fleet.filter(({ serving: served }) => served !== null && sameGeneration(served, generation)).length;
  if (serving > 0) {
    const who = serving === 1 ? "A replica still serves" : `${serving} replicas still serve`;
    return `${who} generation ${generation.number}: rotate first, or stop what serves it.`;
  }
  if (scene.generations.some((judged) => generationKey(judged) === generationKey(generation)))
    return `Generation ${generation.number} is the last one that the lane served: rotate first.`;
  return generation.retired ? `The end of generation ${generation.number} is known already.` : null;
}
