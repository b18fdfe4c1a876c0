import type { Detector, Found } from "./finding.ts";
import type { Scene } from "./scene.ts";
import { diffScopes } from "./scopes.ts";

export const scopeNarrowed: Detector = (scene) => found(scene, diffScopes(scene)?.missing ?? [], "lacks");
export const scopeWidened: Detector = (scene) => found(scene, diffScopes(scene)?.extra ?? [], "also has");

function found(scene: Scene, scopes: readonly string[], verb: string): Found | null {
  if (scopes.length === 0) return null;
  return {
    since: null,
    certainty: "confirmed",
    detail: `${verb} ${scopes.join(", ")}`,
    evidence: null,
    generation: scene.generations[0]?.number ?? null,
  };
}
