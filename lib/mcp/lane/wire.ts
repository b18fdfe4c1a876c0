import type { EventDataInput } from "../../contract/event-data.ts";
import type { Store } from "../stores/store.ts";
import type { Generation } from "./generation.ts";
import { isoExpiry } from "./iso.ts";
import { wireLease } from "./lease.ts";

/** Identity of a generation on the wire. */
export const identityOf = (generation: Generation): { generation: number; fingerprint: string } => ({
  generation: generation.number,
  fingerprint: generation.fingerprint,
});

/** Everything a generation's arrival tells: dates, scopes and the place it came from. */
export function wireGeneration(generation: Generation, store: Store): EventDataInput["credential.loaded"] {
  const { stored } = generation;
  return {
    ...identityOf(generation),
    ...(stored.issuedAt ? { issued_at: stored.issuedAt.toISOString() } : {}),
    expires_at: isoExpiry(generation.expiresAt),
    expires_source: generation.expiresSource,
    ...(stored.scopes ? { scopes: stored.scopes } : {}),
    store: { type: store.type, reference: store.reference, ...(stored.version ? { version: stored.version } : {}) },
    ...(generation.leases?.lease ? { lease: wireLease(generation.leases.lease) } : {}),
  };
}
