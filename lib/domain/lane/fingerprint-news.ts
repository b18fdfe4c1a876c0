import type { GenerationState, LaneState } from "./state.ts";

/**
 * Fingerprints of which these facts are news to other lanes: one is served here from now on, or was confirmed to be revoked.
 * A credential is the same wherever it is served; only its fingerprint says so.
 */
export function fingerprintNews(before: LaneState, after: LaneState): readonly string[] {
  const changed = Object.entries(after.generations).filter(([key, generation]) => before.generations[key] !== generation);
  const news = changed.flatMap(([key, generation]) => {
    const held = before.generations[key];
    const isNews = (generation.loaded && !held?.loaded) || countConfirmed(generation) > countConfirmed(held);
    return isNews ? fingerprintsMeant(after, generation) : [];
  });
  return [...new Set(news)];
}

/** The word of a workstation goes no further than itself, and one that came from another lane is known there. */
const countConfirmed = (generation: GenerationState | undefined): number =>
  generation?.revoked.filter(({ certainty, workstation, origin }) => certainty === "confirmed" && !workstation && !origin)
    .length ?? 0;

/** Said of a number without a fingerprint, it is said of every generation of that number. */
function fingerprintsMeant({ generations }: LaneState, { number, fingerprint }: GenerationState): string[] {
  if (fingerprint !== "") return [fingerprint];
  return Object.values(generations).flatMap((other) =>
    other.number === number && other.fingerprint !== "" ? [other.fingerprint] : [],
  );
}
