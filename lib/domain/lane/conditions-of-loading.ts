import type { Detector, Found } from "./finding.ts";
import type { GenerationRef } from "./fact.ts";
import { compareText } from "./stamp.ts";
import type { BootState, RefreshFailure } from "./state.ts";

/** One failed attempt is noise; a permanent failure, or a second one, is not. */
const NOISE_ATTEMPTS = 1;

export const refreshFailing: Detector = (scene) => first(scene.boots, (boot) => failingRefresh(boot));

function failingRefresh({ refresh, serving }: BootState): Found | null {
  if (!refresh || refresh.ok) return null;
  if (!refresh.permanent && refresh.attempt <= NOISE_ATTEMPTS) return null;
  if (serving && isOlder(refresh.generation, serving)) return null;
  const { evidence, stamp, generation } = refresh;
  return { since: stamp.at, certainty: "confirmed", detail: describe(refresh), evidence, generation: generation.number };
}

function describe({ permanent, attempt, evidence }: RefreshFailure): string {
  const code = evidence?.provider_code;
  if (permanent && (code === undefined || code === "invalid_grant" || code === "BAD_REFRESH_TOKEN")) {
    return "Grant dead: expired or revoked, the provider does not say";
  }
  const outcome = permanent ? "failed for good" : `attempt ${attempt} failed`;
  return code ? `${outcome}, ${code}` : outcome;
}

/** A boot that could not load: refused at preflight, or without its store and with nothing to serve. */
export const notLoaded: Detector = (scene) => first(scene.boots, unloaded);

function unloaded({ preflight, serving }: BootState): Found | null {
  if (!preflight || preflight.passed) return null;
  if (preflight.outcome === "store_unreachable" && serving) return null;
  const { reason, outcome, stamp } = preflight;
  return { since: stamp.at, certainty: null, detail: reason ?? outcome, evidence: null, generation: serving?.number ?? null };
}

/** Older by number; where numbers agree, only the same fingerprint is the same generation. */
export const isOlder = (a: GenerationRef, b: GenerationRef): boolean =>
  a.number < b.number || (a.number === b.number && a.fingerprint !== "" && compareText(a.fingerprint, b.fingerprint) !== 0);

/** The first thing found over all boots, earliest `since` first, so that the answer does not depend on their order. */
export function first(boots: readonly BootState[], find: (boot: BootState) => Found | null): Found | null {
  const found = boots.flatMap((boot) => find(boot) ?? []);
  return found.toSorted((a, b) => (a.since ?? 0) - (b.since ?? 0) || compareText(a.detail ?? "", b.detail ?? ""))[0] ?? null;
}
