/** Milliseconds since the epoch, by the server's clock unless a name says otherwise. */
export type Instant = number;

/** When something ends: an instant, `"never"`, or null where nobody knows. */
export type Expiry = Instant | "never" | null;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The earliest of several expiries: any instant before `"never"` before unknown. */
export function earliestExpiry(expiries: readonly Expiry[]): Expiry {
  const instants = expiries.filter((expiry) => typeof expiry === "number");
  if (instants.length > 0) return Math.min(...instants);
  return expiries.includes("never") ? "never" : null;
}

/** The one that says most, the later one where two say as much: null < "never" < instants. Commutative. */
export function laterExpiry(a: Expiry, b: Expiry): Expiry {
  if (typeof a === "number" && typeof b === "number") return Math.max(a, b);
  if (typeof a === "number") return a;
  if (typeof b === "number") return b;
  return a ?? b;
}
