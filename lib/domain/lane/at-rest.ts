import type { Instant } from "../clock/instant.ts";
import type { Fact } from "./fact.ts";
import { lastServed } from "./generation.ts";
import { knownGenerations } from "./known-generations.ts";
import { newest, type Register } from "./stamp.ts";
import type { BootState, GenerationState, LaneState } from "./state.ts";

/** So many are seen on a lane's page; the newest are never at rest. */
export const NEWEST_GENERATIONS = 20;

/** What of a lane's state nothing judges, now or later, until a fact names it again. */
export interface Rest {
  /** Numbers whose generations may be passed over when the lane is read: all of a number or none. */
  numbers: readonly number[];
  /** Boots as they are without their registers of such numbers; only those that differ. */
  boots: Readonly<Record<string, BootState>>;
}

export interface RestBounds {
  /** Numbers that open alerts and rotations name. */
  mentioned: readonly number[];
  /** Of what was told since then, nothing is at rest. */
  before: Instant;
  /** How many of the newest numbers are never at rest. */
  keep?: number;
}

/**
 * Finds what a lane can be judged without: generations that no boot speaks of, that are neither the newest nor the last served nor
 * came before one that is, that no alert, rotation or overrule names, and of which nothing was told lately.
 * `state` holds every boot that is kept, whether it has left or not.
 */
export function findRest(state: LaneState, { mentioned, before, keep = NEWEST_GENERATIONS }: RestBounds): Rest {
  const inUse = numbersInUse(state, mentioned, keep);
  const registers = Object.values(state.boots).flatMap(registersOf);
  const groups = Map.groupBy(Object.values(state.generations), ({ number }) => number);
  const resting = [...groups].filter(
    ([number, group]) =>
      !inUse.has(number) &&
      group.every((generation) => lastTold(generation) < before) &&
      registers.every(({ generation, stamp }) => generation?.number !== number || stamp.at < before),
  );
  const boots = Object.entries(state.boots).flatMap(([name, boot]) => {
    const lighter = withoutRegisters(boot, ({ generation, stamp }) => !inUse.has(generation.number) && stamp.at < before);
    return lighter === boot ? [] : [[name, lighter] as const];
  });
  return { numbers: resting.map(([number]) => number), boots: Object.fromEntries(boots) };
}

/** Numbers of the generations that facts name: what is at rest under them has to be read with the lane. */
export const numbersNamed = (facts: readonly Fact[]): number[] => {
  const named = facts.flatMap(({ body }) =>
    "generation" in body && typeof body.generation === "object" && body.generation !== null ? [body.generation.number] : [],
  );
  return [...new Set(named)];
};

/** A boot without the registers of generations that `isPast` picks; the same object where it has none. */
export function withoutRegisters(boot: BootState, isPast: (told: Register<Named>) => boolean): BootState {
  const remaining = <T extends Keyed>(held: Readonly<Record<string, T>>): Readonly<Record<string, T>> => {
    const kept = Object.entries(held).filter(
      ([, { generation, stamp }]) => generation === null || !isPast({ generation, stamp }),
    );
    return kept.length === Object.keys(held).length ? held : Object.fromEntries(kept);
  };
  const grants = remaining(boot.grants);
  const successes = remaining(boot.successes);
  const refreshFailures = remaining(boot.refreshFailures);
  const isSame = grants === boot.grants && successes === boot.successes && refreshFailures === boot.refreshFailures;
  return isSame ? boot : { ...boot, grants, successes, refreshFailures };
}

/** A register that is kept by the generation it tells of. */
type Keyed = Register<{ generation: { number: number } | null }>;
type Named = { generation: { number: number } };

const registersOf = ({ grants, successes, refreshFailures }: BootState): Keyed[] =>
  [grants, successes, refreshFailures].flatMap((held): Keyed[] => Object.values(held));

function numbersInUse(state: LaneState, mentioned: readonly number[], keep: number): ReadonlySet<number> {
  const known = knownGenerations(state);
  const numbers = [...new Set(known.map(({ number }) => number))].toSorted((a, b) => b - a);
  const boots = Object.values(state.boots);
  const last = lastServed(known);
  const judged = [...boots.flatMap(({ serving }) => serving?.number ?? []), ...(last ? [last.number] : [])];
  return new Set([
    ...mentioned,
    ...numbers.slice(0, keep),
    ...judged,
    ...judged.flatMap((number) => precedingNumber(known, number) ?? []),
    ...known.flatMap(({ number, overruled }) => (overruled.length > 0 ? [number] : [])),
    ...boots.flatMap(numbersSpokenOf),
  ]);
}

/** The number of what a judged generation replaced, whose scopes it is compared with. */
function precedingNumber(known: readonly GenerationState[], number: number): number | null {
  const earlier = known.filter((other) => other.loaded && other.number < number);
  return earlier.length > 0 ? Math.max(...earlier.map((other) => other.number)) : null;
}

/** Numbers that a boot's registers name outside those kept by generation; one that serves nothing is judged by its newest failure. */
function numbersSpokenOf(boot: BootState): number[] {
  const { leaseRefusal, routes, unclassified, serving, refreshFailures } = boot;
  return [
    leaseRefusal,
    ...Object.values(routes).flatMap(({ failure, success }) => [failure, success]),
    ...unclassified,
    serving ? null : newest(Object.values(refreshFailures)),
  ].flatMap((register) => register?.generation?.number ?? []);
}

/** When anything was last told of a generation itself. */
function lastTold({ firstSeenAt, expired, revoked, retired, entered }: GenerationState): Instant {
  const told = [...expired, ...revoked].map(({ at }) => at);
  return Math.max(firstSeenAt, retired?.at ?? firstSeenAt, entered?.stamp.at ?? firstSeenAt, ...told);
}
