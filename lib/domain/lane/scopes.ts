import type { GenerationRef } from "./fact.ts";
import { precedingGeneration, sameGeneration } from "./generation.ts";
import { type CountingBoot, concerns, isForeign, type Scene } from "./scene.ts";
import { compareText, isAfter, newest } from "./stamp.ts";
import type { GenerationState } from "./state.ts";

/** Granted scopes held against what the routes need and what the previous generation had. Sorted. */
export interface ScopeDiff {
  needed: readonly string[];
  granted: readonly string[];
  missing: readonly string[];
  extra: readonly string[];
}

/** The diff of one judged generation, or null where nothing tells what is granted. */
export function diffScopes(scene: Scene, generation: GenerationState | null): ScopeDiff | null {
  const boots = generation ? scene.boots.filter((boot) => concerns(boot, generation)) : scene.boots;
  const granted = generation && grantedScopes(boots, generation);
  const needed = neededScopes(scene);
  const accepted = scene.state.acceptedScopes?.scopes ?? null;
  // What a provider demands beyond the set that an operator accepted is known already.
  const refused = refusedScopes(boots).filter((scope) => !accepted || accepted.includes(scope));
  if (!generation || !granted) return refused.length > 0 ? { needed, granted: [], missing: refused, extra: [] } : null;
  const expected = accepted ?? expectedScopes(scene, generation, needed);
  return {
    needed,
    granted: sorted(granted),
    missing: sorted([...(expected ?? []).filter((scope) => !granted.includes(scope)), ...refused]),
    extra: sorted(granted.filter((scope) => expected && !expected.includes(scope))),
  };
}

/** What the routes need and the previous generation had, or null where nobody ever told. */
function expectedScopes({ known }: Scene, generation: GenerationState, needed: readonly string[]): readonly string[] | null {
  const previous = precedingGeneration(known, generation)?.told.scopes?.value ?? null;
  return needed.length > 0 || previous ? [...needed, ...(previous ?? [])] : null;
}

function grantedScopes(boots: readonly CountingBoot[], generation: GenerationState): readonly string[] | null {
  const reported = boots.map((boot) => grantOf(boot, generation)?.scopes ?? null).filter((scopes) => scopes !== null);
  if (reported.length === 0) return generation.told.scopes?.value ?? null;
  // Replicas that disagree are judged by what all of them have: a scope that one lacks is missing.
  return reported.reduce((common, scopes) => common.filter((scope) => scopes.includes(scope)));
}

/** What a boot last told of a generation's scopes. */
const grantOf = ({ grants }: CountingBoot, generation: GenerationRef) =>
  newest(Object.values(grants).filter((told) => sameGeneration(told.generation, generation)));

const neededScopes = ({ declaration }: Scene): readonly string[] =>
  sorted((declaration?.routes ?? []).flatMap(({ needs }) => needs));

/** Scopes that a provider demanded on a route that has not completed, and whose grant has not changed, since. */
function refusedScopes(boots: readonly CountingBoot[]): readonly string[] {
  return sorted(
    boots.flatMap((boot) =>
      Object.values(boot.routes).flatMap(({ failure, success }) => {
        if (failure?.outcome !== "scope_insufficient" || isForeign(boot, failure)) return [];
        if (isAfter(success, failure) || isAfter(grantOf(boot, boot.serving ?? failure.generation), failure)) return [];
        return failure.neededScopes.length > 0 ? [...failure.neededScopes] : ["not named by the provider"];
      }),
    ),
  );
}

const sorted = (scopes: readonly string[]): readonly string[] => [...new Set(scopes)].sort(compareText);
