import { DAY, HOUR, MINUTE } from "./instant.ts";

/** A replica whose clock is so wrong that its events are refused. */
export interface OffClock {
  replica: string;
  /** Its clock minus ours. */
  offsetMs: number;
}

/** Further ahead than this an event is refused. */
export const MOST_AHEAD_MS = DAY;
/** An offset is kept in 32 bits: one beyond 24 days is kept as that, and is no less wrong. */
export const MOST_OFFSET_MS = 2_147_483_647;

/** One clause, e.g. `the clock of web1-9c2e is 3 days ahead`. */
export function describeOffClock({ replica, offsetMs }: OffClock): string {
  const side = offsetMs > 0 ? "ahead" : "behind";
  const isKnown = Math.abs(offsetMs) < MOST_OFFSET_MS;
  return `the clock of ${replica} is ${isKnown ? inWords(Math.abs(offsetMs)) : "more than 24 days"} ${side}`;
}

const UNITS = [
  ["day", DAY],
  ["hour", HOUR],
  ["minute", MINUTE],
] as const;

function inWords(durationMs: number): string {
  const [name, unitMs] = UNITS.find(([, ms]) => durationMs >= 2 * ms) ?? UNITS[2];
  const count = Math.round(durationMs / unitMs);
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}
