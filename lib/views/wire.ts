import type { Expiry, Instant } from "#lib/domain/clock/instant.ts";

/** RFC 3339 UTC of an instant or a column; null stays null. */
export function time(at: Instant | Date | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

export const timeOf = (at: Instant | Date): string => new Date(at).toISOString();

export const expiryOf = (expiry: Expiry): string | null => (typeof expiry === "number" ? timeOf(expiry) : expiry);
