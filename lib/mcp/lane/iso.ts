import type { Expiry, Instant } from "../../domain/clock/instant.ts";

/** RFC 3339 in UTC. */
export const iso = (instant: Instant): string => new Date(instant).toISOString();

export const isoExpiry = (expiry: Expiry): string | null => (typeof expiry === "number" ? iso(expiry) : expiry);
