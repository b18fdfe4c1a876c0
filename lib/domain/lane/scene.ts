import { earliestExpiry, type Expiry, type Instant } from "../clock/instant.ts";
import { layWindows, type Windows } from "../clock/windows.ts";
import type { Freshness, Presence } from "../vocabulary.ts";
import type { Declaration, Lease, Policy } from "./fact.ts";
import { compareGenerations, knownExpiry, lastServed, startOf } from "./generation.ts";
import { freshnessOf, isLive, type Replicas } from "./presence.ts";
import { isAfter, type Register } from "./stamp.ts";
import { type BootState, type GenerationState, generationKey, type LaneState } from "./state.ts";

/** What `view` looks at besides the facts. */
export interface LaneInput {
  state: LaneState;
  replicas: Replicas;
  presence: Presence;
  /** Operator's overrides of the declared policy. */
  overrides?: Policy;
}

/** One dated credential that the lane's clock counts: a served generation, or a live replica's lease of one. */
export interface Life {
  of: "generation" | "lease";
  startsAt: Instant;
  expiresAt: Instant;
}

/** The facts as they matter at one moment; the conditions read nothing else. */
export interface Scene {
  now: Instant;
  state: LaneState;
  freshness: Freshness;
  declaration: Declaration | null;
  policy: Policy;
  /** Boots whose registers still count: the live ones; while none is live, those that never said goodbye. */
  boots: readonly BootState[];
  /** Generations judged: those live replicas serve, else the last served one. Newest first. */
  generations: readonly GenerationState[];
  expiry: Expiry;
  /** The life that ends first, null where nothing is dated. */
  life: Life | null;
  windows: Windows | null;
  refreshesItself: boolean;
}

/** Selects what counts at `now`. */
export function setScene({ state, replicas, presence, overrides }: LaneInput, now: Instant): Scene {
  const names = Object.keys(state.boots);
  const live = names.filter((name) => isLiveBoot(replicas, name, now));
  const counting = live.length > 0 ? live : names.filter((name) => replicas[name] && !replicas[name].stopped);
  const bootsOf = (chosen: readonly string[]) => chosen.flatMap((name) => state.boots[name] ?? []);
  const generations = judgedGenerations(state, bootsOf(live));
  const leases = bootsOf(live).flatMap((boot) => currentLease(boot) ?? []);
  const declaration = state.declared?.declaration ?? null;
  const policy = { ...declaration?.policy, ...overrides };
  const lives = livesOf(generations, leases);
  const life = lives.toSorted((a, b) => a.expiresAt - b.expiresAt)[0] ?? null;
  return {
    now,
    state,
    freshness: freshnessOf(replicas, presence, now),
    declaration,
    policy,
    boots: bootsOf(counting),
    generations,
    expiry: earliestExpiry([...generations.map((generation) => knownExpiry(generation).expiresAt), ...leases.map((lease) => lease.expiresAt)]),
    life,
    windows: life && layWindows(life.startsAt, life.expiresAt, policy),
    refreshesItself: leases.length > 0 || declaration?.kind === "oauth_refresh" || (declaration?.capabilities.includes("refresh") ?? false),
  };
}

/** The lease a boot holds, whether its provider still takes it or not. */
export const currentLease = ({ lease }: BootState): Register<Lease> | null => (lease && lease.fingerprint !== "" ? lease : null);

/** The refusal of the lease a boot holds: a later refresh or generation ends it. */
export function standingLeaseRefusal(boot: BootState): BootState["leaseRefusal"] {
  const refreshed = boot.refresh?.ok ? boot.refresh : null;
  const { leaseRefusal, lease, serving } = boot;
  return isAfter(leaseRefusal, lease) && isAfter(leaseRefusal, refreshed) && isAfter(leaseRefusal, serving) ? leaseRefusal : null;
}

const isLiveBoot = (replicas: Replicas, name: string, now: Instant): boolean => {
  const replica = replicas[name];
  return replica !== undefined && isLive(replica, now);
};

function judgedGenerations(state: LaneState, live: readonly BootState[]): readonly GenerationState[] {
  const keys = new Set(live.flatMap(({ serving }) => (serving ? [generationKey(serving)] : [])));
  const served = [...keys].flatMap((key) => state.generations[key] ?? []);
  if (served.length > 0) return served.toSorted((a, b) => compareGenerations(b, a));
  const last = lastServed(state);
  return last ? [last] : [];
}

function livesOf(generations: readonly GenerationState[], leases: readonly Register<Lease>[]): Life[] {
  const lives: Life[] = [];
  for (const generation of generations) {
    const { expiresAt } = knownExpiry(generation);
    if (typeof expiresAt === "number") lives.push({ of: "generation", startsAt: startOf(generation), expiresAt });
  }
  for (const { issuedAt, expiresAt, stamp } of leases) {
    if (typeof expiresAt === "number") lives.push({ of: "lease", startsAt: issuedAt ?? stamp.at, expiresAt });
  }
  return lives;
}
