import type { Expiry, Instant } from "../../domain/clock/instant.ts";
import type { Certainty, ExpirySource } from "../../domain/vocabulary.ts";
import type { StoreVersion } from "../stores/store.ts";
import type { Leases } from "./leases.ts";
import type { DeadOutcome } from "./verdict.ts";

/** One credential of a lane, from the moment this process first saw it. */
export interface Generation {
  readonly number: number;
  readonly fingerprint: string;
  /** As last read: a provider may replace the secret under one grant. */
  stored: StoreVersion;
  readonly firstSeenAt: Instant;
  /** The token's own word, else the store's; learnt from the provider's answers where neither says it. */
  expiresAt: Expiry;
  expiresSource: Extract<ExpirySource, "declared" | "jwt" | "provider">;
  /** What the provider said last of the end; believed when it says so twice. */
  statedExpiry: Expiry;
  /** Access tokens drawn from it, where it is a grant rather than the credential itself. */
  readonly leases: Leases | null;
  /** Once dead, no call uses it again. Without a reference while the store is read once more. */
  verdict: { outcome: DeadOutcome; certainty: Certainty; reference: string | null } | null;
  succeeded: boolean;
  /** Its last answer was a failure, so that the next success is worth telling. */
  troubled: boolean;
  /** Leases in a row that the provider refused before their end. */
  refusedLeases: number;
  inFlight: number;
}

/** Number of a newly read version: the store's own where it is an integer, else the last known, raised where the fingerprint differs. */
export function numberGeneration(
  version: string | undefined,
  fingerprint: string,
  last: { number: number; fingerprint: string } | null,
): number {
  if (version !== undefined && /^\d{1,9}$/.test(version)) return Number(version);
  if (!last) return 1;
  return last.fingerprint === fingerprint ? last.number : last.number + 1;
}

/** When a generation's life began: its issue, else when it was first seen. */
export function startOf(generation: Generation): Instant {
  return generation.stored.issuedAt?.getTime() ?? generation.firstSeenAt;
}
