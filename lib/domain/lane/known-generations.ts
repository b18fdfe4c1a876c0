import { compareText, latest } from "./stamp.ts";
import type { GenerationState, LaneState } from "./state.ts";
import { compareVerdicts } from "./verdict.ts";

/**
 * Every generation of a lane, each with what was said of its number without a fingerprint; a number that no fingerprint
 * was ever told of stands for itself.
 */
export function knownGenerations(state: LaneState): readonly GenerationState[] {
  const all = Object.values(state.generations);
  const unnamed = new Map(
    all.filter(({ fingerprint }) => fingerprint === "").map((generation) => [generation.number, generation]),
  );
  const named = all.filter(({ fingerprint }) => fingerprint !== "");
  const numbers = new Set(named.map(({ number }) => number));
  return [
    ...named.map((generation) => withUnnamed(generation, unnamed.get(generation.number))),
    ...[...unnamed.values()].filter(({ number }) => !numbers.has(number)),
  ];
}

function withUnnamed(named: GenerationState, unnamed: GenerationState | undefined): GenerationState {
  if (!unnamed) return named;
  return {
    ...named,
    firstSeenAt: Math.min(named.firstSeenAt, unnamed.firstSeenAt),
    loaded: named.loaded || unnamed.loaded,
    ...(unnamed.loadedByService ? { loadedByService: true } : {}),
    told: {
      issuedAt: named.told.issuedAt ?? unnamed.told.issuedAt,
      scopes: named.told.scopes ?? unnamed.told.scopes,
      store: named.told.store ?? unnamed.told.store,
    },
    expiries: { ...unnamed.expiries, ...named.expiries },
    entered: unnamed.entered ? latest(named.entered, unnamed.entered) : named.entered,
    expired: [...named.expired, ...unnamed.expired].sort(compareVerdicts),
    revoked: [...named.revoked, ...unnamed.revoked].sort(compareVerdicts),
    overruled: [...new Set([...named.overruled, ...unnamed.overruled])].sort(compareText),
    retired: named.retired ?? unnamed.retired,
  };
}
