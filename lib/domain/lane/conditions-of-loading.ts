import { type Detector, earliest, type Found } from "./finding.ts";
import { concerns } from "./scene.ts";
import { isAfter, newest } from "./stamp.ts";
import type { BootState, RefreshFailure } from "./state.ts";
import { inWords } from "./words.ts";

/** One failed attempt is noise; a permanent failure, or a second one, is not. */
const NOISE_ATTEMPTS = 1;

export const refreshFailing: Detector = (scene) => earliest(scene.boots.map(failingRefresh));

function failingRefresh(boot: BootState): Found | null {
  const failure = newest(Object.values(boot.refreshFailures).filter(({ generation }) => concerns(boot, generation)));
  if (!failure || isAfter(boot.refreshed, failure)) return null;
  if (!failure.permanent && failure.attempt <= NOISE_ATTEMPTS) return null;
  const { evidence, stamp, generation } = failure;
  return { since: stamp.at, certainty: "confirmed", detail: clauseOf(failure), evidence, generation: generation.number };
}

function clauseOf({ permanent, attempt, evidence }: RefreshFailure): string {
  const code = evidence?.provider_code;
  if (permanent && (code === undefined || code === "invalid_grant" || code === "BAD_REFRESH_TOKEN")) {
    return "Grant dead: expired or revoked, the provider does not say";
  }
  const outcome = permanent ? "failed for good" : `attempt ${attempt} failed`;
  return code ? `${outcome}, ${code}` : outcome;
}

/** A boot that could not load: refused at preflight, or without its store and with nothing to serve. */
export const notLoaded: Detector = (scene) => earliest(scene.boots.map(unloaded));

function unloaded({ preflight, serving }: BootState): Found | null {
  if (!preflight || preflight.passed) return null;
  if (preflight.outcome === "store_unreachable" && serving) return null;
  const { reason, outcome, stamp } = preflight;
  return {
    since: stamp.at,
    certainty: null,
    detail: inWords(reason ?? outcome),
    evidence: null,
    generation: serving?.number ?? null,
  };
}
