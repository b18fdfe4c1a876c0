import type { Instant } from "../clock/instant.ts";

/** Orders the facts of one replica boot. `sequence` is a decimal string that never restarts under a boot's name. */
export interface Stamp {
  sequence: string | null;
  at: Instant;
  id: string;
}

/** A value with the stamp of the fact that set it. */
export type Register<T> = T & { stamp: Stamp };

/** Total order: facts with a sequence come after those without, then sequence, then time, then id. */
export function compareStamps(a: Stamp, b: Stamp): number {
  return compareSequences(a.sequence, b.sequence) || a.at - b.at || compareText(a.id, b.id);
}

const DIGITS = { sequence: 19, instant: 16 };

/** A text that sorts by its bytes as the stamp does, for registers that a database keeps. */
export function stampKey({ sequence, at, id }: Stamp): string {
  return `${sequence === null ? "-" : sequence.padStart(DIGITS.sequence, "0")} ${String(at).padStart(DIGITS.instant, "0")} ${id}`;
}

/** Whether `a` was written after `b`; anything was written after nothing. */
export function isAfter(a: { stamp: Stamp } | null | undefined, b: { stamp: Stamp } | null | undefined): boolean {
  if (!a) return false;
  return !b || compareStamps(a.stamp, b.stamp) > 0;
}

/** The register that wins: the later stamp, whatever order the two arrived in. */
export function latest<T>(held: Register<T> | null, offered: Register<T>): Register<T> {
  return isAfter(offered, held) ? offered : (held ?? offered);
}

/** The register with the latest stamp, or null of none. */
export const newest = <T>(registers: readonly Register<T>[]): Register<T> | null =>
  registers.reduce<Register<T> | null>((held, offered) => latest(held, offered), null);

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareSequences(a: string | null, b: string | null): number {
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1);
  return a.length - b.length || compareText(a, b);
}
