import { type Expiry, earliestExpiry, type Instant } from "../clock/instant.ts";
import { layWindows, type Windows } from "../clock/windows.ts";
import type { WitnessProbe } from "../command/probe.ts";
import type { Freshness, Presence } from "../vocabulary.ts";
import type { Declaration, GenerationRef, Lease, Policy } from "./fact.ts";
import { compareGenerations, knownExpiry, lastServed, sameGeneration, startOf } from "./generation.ts";
import { knownGenerations } from "./known-generations.ts";
import { own } from "./own.ts";
import { effectivePolicy } from "./policy.ts";
import { type Attendance, attendanceOf, freshnessOf, hasLeft, lastReportAt, type Replicas, silentFrom } from "./presence.ts";
import { compareText, isAfter, type Register } from "./stamp.ts";
import type { BootState, GenerationState, LaneState } from "./state.ts";

/** What `view` looks at besides the facts. */
export interface LaneInput extends Attendance {
  state: LaneState;
  presence: Presence;
  /** When an operator ended the lane. */
  archivedAt?: Instant | null;
  /** Operator's overrides of the declared policy. */
  overrides?: Policy;
  /** Probes that were sent to have a verdict confirmed or contradicted. */
  probes?: readonly WitnessProbe[];
}

/** One dated credential that the lane's clock counts: a served generation, or a live replica's lease of one. */
export interface Life {
  of: "generation" | "lease";
  /** Number of the generation, null for the lease of a boot that names none. */
  generation: number | null;
  startsAt: Instant;
  expiresAt: Instant;
}

/** A boot whose registers count, with the instant at which it falls silent unless it reports again. */
export interface CountingBoot extends BootState {
  name: string;
  silentFrom: Instant;
}

/** The facts as they matter at one moment; the conditions read nothing else. */
export interface Scene {
  now: Instant;
  state: LaneState;
  freshness: Freshness;
  declaration: Declaration | null;
  policy: ReturnType<typeof effectivePolicy>;
  /**
   * Boots whose registers count, by name: until one says goodbye, or another replica reports after it fell silent. Where
   * all fall silent together nothing resolves, because data merely stopped arriving. What a workstation holds is its own
   * where services hold the lane, or ever did.
   */
  boots: readonly CountingBoot[];
  /** All of them, whatever they serve and whatever they are: also those that serve what is not judged because it is not the last. */
  fleet: readonly CountingBoot[];
  /** Every generation the facts know of. */
  known: readonly GenerationState[];
  /** Generations judged: those live replicas serve, else the last served one. Newest first. */
  generations: readonly GenerationState[];
  expiry: Expiry;
  /** The life that ends first, null where nothing is dated. */
  life: Life | null;
  windows: Windows | null;
  refreshesItself: boolean;
}

/** Selects what counts at `now`. */
export function setScene(input: LaneInput, now: Instant): Scene {
  const { state, replicas, presence, overrides } = input;
  const hasServices = state.services === true;
  const attendance = attendanceOf(input, hasServices);
  const heardAt = (of: Attendance) => Math.min(lastReportAt(of) ?? now, now);
  const present = presentBoots(state, replicas, { any: heardAt(input), counting: heardAt(attendance) });
  const counting = hasServices ? present.filter(({ workstation }) => !workstation) : present;
  const known = knownGenerations(state);
  const generations = judgedGenerations(
    known,
    counting.filter((boot) => now < boot.silentFrom),
  );
  const boots = counting.filter((boot) => !boot.serving || generations.some((generation) => concerns(boot, generation)));
  const leases = boots.filter((boot) => currentLease(boot) !== null);
  const declaration = state.declared?.declaration ?? null;
  const policy = effectivePolicy(declaration?.policy, overrides);
  const life = livesOf(generations, leases).toSorted((a, b) => a.expiresAt - b.expiresAt)[0] ?? null;
  return {
    now,
    state,
    freshness: freshnessOf(attendance, presence, now),
    declaration,
    policy,
    boots,
    fleet: present,
    known,
    generations,
    expiry: earliestExpiry([
      ...generations.map((generation) => knownExpiry(generation).expiresAt),
      ...leases.map((boot) => currentLease(boot)?.expiresAt ?? null),
    ]),
    life,
    windows: life && layWindows(life.startsAt, life.expiresAt, policy),
    refreshesItself:
      leases.length > 0 || declaration?.kind === "oauth_refresh" || (declaration?.capabilities.includes("refresh") ?? false),
  };
}

/** Whether what a boot says of a generation matters to the lane: it serves that one, or nothing at all. */
export const concerns = ({ serving }: BootState, generation: GenerationRef): boolean =>
  !serving || sameGeneration(serving, generation);

/** The lease a boot holds, whether its provider still takes it or not. */
const currentLease = ({ lease }: BootState): Register<Lease> | null => (lease && lease.fingerprint !== "" ? lease : null);

/** The refusal of a boot's lease, until that boot has refreshed, holds another lease, or serves another generation. */
export function standingLeaseRefusal(boot: BootState): BootState["leaseRefusal"] {
  const { leaseRefusal: refusal, lease, refreshed } = boot;
  if (!refusal || isAfter(refreshed, refusal) || !concerns(boot, refusal.generation)) return null;
  const holdsAnother = isAfter(lease, refusal) && lease?.fingerprint !== "" && lease?.fingerprint !== refusal.fingerprint;
  return holdsAnother ? null : refusal;
}

/** Whether a boot reported something of another generation than the one it was already serving, such as a candidate. */
export const isForeign = (boot: BootState, said: Register<{ generation: GenerationRef }>): boolean =>
  isAfter(said, boot.serving) && !concerns(boot, said.generation);

/**
 * Boots that have not left, by name, so that nothing depends on the order in which they were heard of. No workstation takes the place
 * of a service that fell silent.
 */
function presentBoots(
  state: LaneState,
  replicas: Replicas,
  heardAt: { any: Instant; counting: Instant },
): readonly CountingBoot[] {
  const byName = Object.entries(state.boots).toSorted(([a], [b]) => compareText(a, b));
  return byName.flatMap(([name, boot]) => {
    const replica = own(replicas, name);
    return replica && !hasLeft(replica, boot.workstation ? heardAt.any : heardAt.counting)
      ? [{ ...boot, name, silentFrom: silentFrom(replica) }]
      : [];
  });
}

function judgedGenerations(known: readonly GenerationState[], live: readonly BootState[]): readonly GenerationState[] {
  const served = known.filter((generation) => live.some(({ serving }) => serving && sameGeneration(serving, generation)));
  if (served.length > 0) return served.toSorted((a, b) => compareGenerations(b, a));
  const last = lastServed(known);
  return last ? [last] : [];
}

function livesOf(generations: readonly GenerationState[], leases: readonly BootState[]): Life[] {
  const lives: Life[] = [];
  for (const generation of generations) {
    const { expiresAt } = knownExpiry(generation);
    if (typeof expiresAt === "number")
      lives.push({ of: "generation", generation: generation.number, startsAt: startOf(generation), expiresAt });
  }
  for (const { lease, serving } of leases) {
    if (typeof lease?.expiresAt !== "number") continue;
    const { issuedAt, expiresAt, stamp } = lease;
    lives.push({ of: "lease", generation: serving?.number ?? null, startsAt: issuedAt ?? stamp.at, expiresAt });
  }
  return lives;
}
