import type { Expiry, Instant } from "../clock/instant.ts";
import { EXPIRY_SOURCES, type ExpirySource } from "../vocabulary.ts";
import type { GenerationRef } from "./fact.ts";
import { knownGenerations } from "./known-generations.ts";
import { compareText } from "./stamp.ts";
import type { GenerationState, LaneState, Verdict } from "./state.ts";
import { compareVerdicts } from "./verdict.ts";

/** The only order between generations: number, then issue, then fingerprint. "Newer" and "last served" mean greater. */
export function compareGenerations(a: GenerationState, b: GenerationState): number {
  return a.number - b.number || issuedAt(a) - issuedAt(b) || compareText(a.fingerprint, b.fingerprint);
}

/** Whether two names may mean one generation: a name without a fingerprint means every generation of its number. */
export const sameGeneration = (a: GenerationRef, b: GenerationRef): boolean =>
  a.number === b.number && (a.fingerprint === b.fingerprint || a.fingerprint === "" || b.fingerprint === "");

const issuedAt = (generation: GenerationState): Instant => generation.told.issuedAt?.value ?? 0;

/** When a generation's life is counted from: its issue, else the moment it was first seen. */
export const startOf = (generation: GenerationState): Instant => generation.told.issuedAt?.value ?? generation.firstSeenAt;

export interface KnownExpiry {
  expiresAt: Expiry;
  source: ExpirySource | null;
}

/** What the best source that knows anything says: operator > provider > token response > JWT > declared. */
export function knownExpiry({ entered, expiries }: GenerationState): KnownExpiry {
  for (const source of EXPIRY_SOURCES.toReversed()) {
    const expiresAt = source === "operator" ? entered?.expiresAt : expiries[source];
    if (expiresAt !== undefined && expiresAt !== null) return { expiresAt, source };
  }
  return { expiresAt: null, source: null };
}

/** Whether nothing but workstations ever held a lane: only then do their words speak for it. */
export function onlyWorkstations({ boots, services }: LaneState): boolean {
  const all = Object.values(boots);
  return !services && all.length > 0 && all.every(({ workstation }) => workstation);
}

/**
 * Verdicts that stand, strongest first: said of this generation, or of its number without a fingerprint, and not overruled.
 * Where services hold it, the word of a workstation is only its own.
 */
export function standingVerdicts(state: LaneState, ref: GenerationRef, kind: "expired" | "revoked"): readonly Verdict[] {
  const meant = knownGenerations(state).filter((generation) => sameGeneration(generation, ref));
  const mayWorkstations = onlyWorkstations(state);
  const standing = meant.flatMap((generation) =>
    generation[kind].filter(({ id, workstation }) => !generation.overruled.includes(id) && (mayWorkstations || !workstation)),
  );
  return standing.sort(compareVerdicts);
}

/**
 * The greatest of several generations that services ever served; where none did, that any replica did, and where none was ever
 * loaded, the greatest one heard of.
 */
export function lastServed(known: readonly GenerationState[]): GenerationState | null {
  const loaded = known.filter((generation) => generation.loaded);
  const byService = loaded.filter(({ loadedByService }) => loadedByService);
  const served = [byService, loaded, known].find((some) => some.length > 0) ?? [];
  return served.toSorted(compareGenerations).at(-1) ?? null;
}

/** The greatest loaded generation below another one: what it replaced. */
export function precedingGeneration(known: readonly GenerationState[], generation: GenerationState): GenerationState | null {
  const earlier = known.filter((other) => other.loaded && compareGenerations(other, generation) < 0);
  return earlier.toSorted(compareGenerations).at(-1) ?? null;
}
