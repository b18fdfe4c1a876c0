import { type Instant, MINUTE } from "../clock/instant.ts";
import { compareGenerations, sameGeneration, standingVerdicts } from "./generation.ts";
import type { CountingBoot, Scene } from "./scene.ts";
import type { GenerationState } from "./state.ts";

/** Two or more fingerprints that replicas serve under one number: the number no longer tells them apart. */
export interface Split {
  number: number;
  fingerprints: readonly string[];
  since: Instant;
}

/** A replica that serves an older generation than the newest proven one. */
export interface Straggler {
  boot: string;
  /** When it was behind first: when the newer one was served, or it came with the older one. */
  since: Instant;
  /** A workstation where services hold the lane is shown, and asks for nobody. */
  counts: boolean;
}

/** How far the replicas of a lane agree on what they serve. */
export interface Accord {
  split: Split | null;
  behind: readonly Straggler[];
}

/** As long as a rotation may take to reach every replica; who is behind longer than that is left behind. */
export const BEHIND_GRACE_MS = 3 * MINUTE;

interface Server {
  boot: CountingBoot;
  generation: GenerationState;
  since: Instant;
}

/** Compares what replicas serve. Those that fell silent count until another one reports after them: silence is no agreement. */
export function accordOf({ fleet, known, state }: Scene): Accord {
  const servers = fleet.flatMap((boot): Server[] => {
    const { serving } = boot;
    const meant = known.filter((one) => serving !== null && one.fingerprint !== "" && sameGeneration(one, serving));
    const generation = meant.toSorted(compareGenerations).at(-1);
    return serving && generation ? [{ boot, generation, since: serving.stamp.at }] : [];
  });
  const counting = servers.filter(counts(state));
  const served = [...new Set(counting.map(({ generation }) => generation))];
  const newest = served
    .filter((generation) => !isDead(state, generation))
    .toSorted(compareGenerations)
    .at(-1);
  return { split: splitOf(counting), behind: newest ? stragglers(servers, newest, counts(state)) : [] };
}

const counts =
  ({ services }: Scene["state"]) =>
  ({ boot }: Server): boolean =>
    !(services && boot.workstation);

const isDead = (state: Scene["state"], generation: GenerationState): boolean =>
  (["revoked", "expired"] as const).some((kind) => standingVerdicts(state, generation, kind).length > 0);

function stragglers(
  servers: readonly Server[],
  newest: GenerationState,
  counting: (server: Server) => boolean,
): readonly Straggler[] {
  const from = Math.min(
    ...servers
      .filter(counting)
      .filter(({ generation }) => generation.number === newest.number)
      .map(({ since }) => since),
  );
  return servers
    .filter(({ generation }) => generation.number < newest.number)
    .map((server) => ({ boot: server.boot.name, since: Math.max(server.since, from), counts: counting(server) }));
}

/** The greatest number that is split, where several are. One that names no fingerprint may serve any of them, and splits nothing. */
function splitOf(all: readonly Server[]): Split | null {
  const servers = all.filter(({ boot }) => boot.serving?.fingerprint !== "");
  const numbers = [...new Set(servers.map(({ generation }) => generation.number))].toSorted((a, b) => b - a);
  for (const number of numbers) {
    const sharing = servers.filter(({ generation }) => generation.number === number);
    const fingerprints = [...new Set(sharing.map(({ generation }) => generation.fingerprint))].toSorted();
    const first = fingerprints.map((fingerprint) => firstOf(sharing, fingerprint));
    if (fingerprints.length > 1) return { number, fingerprints, since: Math.max(...first) };
  }
  return null;
}

const firstOf = (servers: readonly Server[], fingerprint: string): Instant =>
  Math.min(...servers.filter(({ generation }) => generation.fingerprint === fingerprint).map(({ since }) => since));
