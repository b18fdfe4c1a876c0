import { precedingGeneration } from "./generation.ts";
import type { Scene } from "./scene.ts";
import { compareText, isAfter } from "./stamp.ts";
import type { BootState, GenerationState } from "./state.ts";

/** Granted scopes held against what the routes need and what the previous generation had. Sorted. */
export interface ScopeDiff {
  needed: readonly string[];
  granted: readonly string[];
  missing: readonly string[];
  extra: readonly string[];
}

/** The diff of the newest judged generation, or null where nothing tells what is granted. */
export function diffScopes(scene: Scene): ScopeDiff | null {
  const generation = scene.generations[0];
  const granted = generation && grantedScopes(scene, generation);
  const needed = neededScopes(scene);
  const refused = refusedScopes(scene.boots);
  if (!granted) return refused.length > 0 ? { needed, granted: [], missing: refused, extra: [] } : null;
  const expected = expectedScopes(scene, generation, needed);
  return {
    needed,
    granted: sorted(granted),
    missing: sorted([...expected.filter((scope) => !granted.includes(scope)), ...refused]),
    extra: expected.length === 0 ? [] : sorted(granted.filter((scope) => !expected.includes(scope))),
  };
}

/** What the credential should have: the set an operator accepted, else what routes need and the previous generation had. */
function expectedScopes({ state }: Scene, generation: GenerationState, needed: readonly string[]): readonly string[] {
  if (state.acceptedScopes) return state.acceptedScopes.scopes;
  const previous = precedingGeneration(state, generation)?.told?.scopes ?? [];
  return [...new Set([...needed, ...previous])];
}

function grantedScopes({ boots }: Scene, generation: GenerationState): readonly string[] | null {
  const reported = boots.flatMap(({ scopes, serving }) =>
    scopes && serving?.number === generation.number && serving.fingerprint === generation.fingerprint ? [scopes.scopes] : [],
  );
  if (reported.length === 0) return generation.told?.scopes ?? null;
  // Replicas that disagree are judged by what all of them have: a scope that one lacks is missing.
  return reported.reduce((common, scopes) => common.filter((scope) => scopes.includes(scope)));
}

const neededScopes = ({ declaration }: Scene): readonly string[] => sorted((declaration?.routes ?? []).flatMap(({ needs }) => needs));

/** Scopes that a provider demanded on a route that has not completed, and whose grant has not changed, since. */
function refusedScopes(boots: readonly BootState[]): readonly string[] {
  return sorted(
    boots.flatMap((boot) =>
      Object.values(boot.routes).flatMap(({ failure, success }) => {
        if (failure?.outcome !== "scope_insufficient" || isAfter(success, failure) || isAfter(boot.scopes, failure)) return [];
        return failure.neededScopes.length > 0 ? [...failure.neededScopes] : ["not named by the provider"];
      }),
    ),
  );
}

const sorted = (scopes: readonly string[]): readonly string[] => [...new Set(scopes)].sort(compareText);
