import type { Detector, Found } from "./finding.ts";
import type { Scene } from "./scene.ts";
import { diffScopes, type ScopeDiff } from "./scopes.ts";

export const scopeNarrowed: Detector = (scene) => find(scene, "missing", "lacks");
export const scopeWidened: Detector = (scene) => find(scene, "extra", "also has");

/** The newest judged generation whose scopes differ; where none is known at all, what the provider demanded. */
function find(scene: Scene, side: keyof Pick<ScopeDiff, "missing" | "extra">, verb: string): Found | null {
  const judged = scene.generations.length > 0 ? scene.generations : [null];
  for (const generation of judged) {
    const scopes = diffScopes(scene, generation)?.[side] ?? [];
    if (scopes.length === 0) continue;
    const detail = `${verb} ${scopes.join(", ")}`;
    return { since: null, certainty: "confirmed", detail, evidence: null, generation: generation?.number ?? null };
  }
  return null;
}
