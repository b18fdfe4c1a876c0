import type { EventDataInput } from "../../contract/event-data.ts";
import type { Lease } from "../../contract/primitives.ts";
import type { Expiry, Instant } from "../../domain/clock/instant.ts";
import type { Store } from "../stores/store.ts";
import type { Generation } from "./generation.ts";
import type { LaneLease } from "./lease.ts";

/** RFC 3339 in UTC. */
export const iso = (instant: Instant): string => new Date(instant).toISOString();

export const wireExpiry = (expiry: Expiry): string | null => (typeof expiry === "number" ? iso(expiry) : expiry);

/** Identity of a generation on the wire. */
export const identityOf = (generation: Generation): { generation: number; fingerprint: string } => ({
  generation: generation.number,
  fingerprint: generation.fingerprint,
});

export function wireLease(lease: LaneLease): Lease {
  return {
    fingerprint: lease.fingerprint,
    issued_at: iso(lease.issuedAt),
    expires_at: lease.expiresAt === null ? null : iso(lease.expiresAt),
  };
}

/** Everything a generation's arrival tells: dates, scopes and the place it came from. */
export function wireGeneration(generation: Generation, store: Store): EventDataInput["credential.loaded"] {
  const { stored } = generation;
  return {
    ...identityOf(generation),
    ...(stored.issuedAt ? { issued_at: stored.issuedAt.toISOString() } : {}),
    expires_at: wireExpiry(generation.expiresAt),
    expires_source: generation.expiresSource,
    ...(stored.scopes ? { scopes: stored.scopes } : {}),
    store: { type: store.type, reference: store.reference, ...(stored.version ? { version: stored.version } : {}) },
    ...(generation.leases?.lease ? { lease: wireLease(generation.leases.lease) } : {}),
  };
}
