import type { Instant } from "../clock/instant.ts";
import { standingVerdicts } from "./generation.ts";
import { concerns, type LaneInput, type Scene, setScene } from "./scene.ts";
import type { GenerationState } from "./state.ts";
import { inWords } from "./words.ts";

/** What a revocation calls for. `probe_first`: one replica of several infers it, so another shall look before all are stopped. */
export type Containment = { action: "none" } | ({ action: "contain" } & Called) | ({ action: "probe_first" } & Called);

interface Called {
  verdictId: string;
  generation: number;
  reason: string;
}

const NONE = { action: "none" } as const;
/** Strongest first, over all generations that are served. */
const STRENGTH: readonly Containment["action"][] = ["contain", "probe_first", "none"];

/**
 * Decides whether the lane is contained everywhere: on a confirmed verdict; on an inferred one when the only live replica
 * or two replicas say so. An operator's policy may ask for confirmation, or never contain.
 */
export function decideContainment(input: LaneInput, now: Instant): Containment {
  const scene = setScene(input, now);
  if (scene.policy.containOn === "never") return NONE;
  const decided = scene.generations.map((generation) => decideFor(scene, generation));
  return decided.toSorted((a, b) => STRENGTH.indexOf(a.action) - STRENGTH.indexOf(b.action))[0] ?? NONE;
}

function decideFor(scene: Scene, generation: GenerationState): Containment {
  const verdicts = standingVerdicts(scene.state, generation, "revoked");
  const worst = verdicts[0];
  if (!worst) return NONE;
  const called = {
    verdictId: worst.id,
    generation: generation.number,
    reason: inWords(worst.reason) ?? "the credential was revoked",
  };
  if (worst.certainty === "confirmed") return { action: "contain", ...called };
  if (scene.policy.containOn === "confirmed") return NONE;
  const witnesses = new Set(verdicts.map(({ boot }) => boot));
  const others = scene.boots.filter((boot) => boot.serving && concerns(boot, generation) && !witnesses.has(boot.name));
  return { action: witnesses.size >= 2 || others.length === 0 ? "contain" : "probe_first", ...called };
}
