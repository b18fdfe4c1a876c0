import type { Expiry, Instant } from "../clock/instant.ts";
import { EXPIRY_SOURCES, type ExpirySource } from "../vocabulary.ts";
import type { GenerationRef } from "./fact.ts";
import { compareText } from "./stamp.ts";
import { type GenerationState, generationKey, type LaneState, type Verdict } from "./state.ts";

/** The only order between generations: number, then issue, then fingerprint. "Newer" and "last served" mean greater. */
export function compareGenerations(a: GenerationState, b: GenerationState): number {
  return a.number - b.number || issuedAt(a) - issuedAt(b) || compareText(a.fingerprint, b.fingerprint);
}

const issuedAt = (generation: GenerationState): Instant => generation.told?.issuedAt ?? 0;

/** When a generation's life is counted from: its issue, else the moment it was first seen. */
export const startOf = (generation: GenerationState): Instant => generation.told?.issuedAt ?? generation.firstSeenAt;

export interface KnownExpiry {
  expiresAt: Expiry;
  source: ExpirySource | null;
}

/** What the best source that knows anything says: operator > provider > token response > JWT > declared. */
export function knownExpiry(generation: GenerationState): KnownExpiry {
  if (generation.entered) return { expiresAt: generation.entered.expiresAt, source: "operator" };
  for (const source of EXPIRY_SOURCES.toReversed()) {
    if (source === "operator") continue;
    const expiresAt = generation.expiries[source];
    if (expiresAt !== undefined && expiresAt !== null) return { expiresAt, source };
  }
  return { expiresAt: null, source: null };
}

/** Verdicts that stand: said of this generation, or of its number without a fingerprint, and not overruled. */
export function standingVerdicts(state: LaneState, ref: GenerationRef, kind: "expired" | "revoked"): readonly Verdict[] {
  const own = state.generations[generationKey(ref)];
  const unnamed = ref.fingerprint === "" ? undefined : state.generations[generationKey({ number: ref.number, fingerprint: "" })];
  const overruled = new Set([...(own?.overruled ?? []), ...(unnamed?.overruled ?? [])]);
  return [...(own?.[kind] ?? []), ...(unnamed?.[kind] ?? [])].filter(({ id }) => !overruled.has(id));
}

/** The greatest generation that any replica ever served; where none was ever loaded, the greatest one heard of. */
export function lastServed(state: LaneState): GenerationState | null {
  const all = Object.values(state.generations);
  const loaded = all.filter((generation) => generation.loaded);
  return (loaded.length > 0 ? loaded : all).toSorted(compareGenerations).at(-1) ?? null;
}

/** The greatest loaded generation below another one: what it replaced. */
export function precedingGeneration(state: LaneState, generation: GenerationState): GenerationState | null {
  const earlier = Object.values(state.generations).filter((other) => other.loaded && compareGenerations(other, generation) < 0);
  return earlier.toSorted(compareGenerations).at(-1) ?? null;
}
