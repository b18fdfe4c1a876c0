import type { Lease } from "../../contract/primitives.ts";
import type { Instant } from "../../domain/clock/instant.ts";
import { refreshLeadMs, SERVE_MARGIN_MS } from "../../domain/clock/windows.ts";
import { iso } from "./iso.ts";

/** A short-lived access token drawn from a generation that is a grant. */
export interface LaneLease {
  readonly accessToken: string;
  readonly fingerprint: string;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant | null;
}

const JITTER = 0.05;

/** Whether a lease has not ended yet. */
export function isValid(lease: LaneLease | null, now: Instant): lease is LaneLease {
  return lease !== null && (lease.expiresAt === null || now < lease.expiresAt);
}

/** Whether enough of a lease is left to start a call on it without trying for a new one first. */
export function isFresh(lease: LaneLease | null, now: Instant): lease is LaneLease {
  return isValid(lease, now + SERVE_MARGIN_MS);
}

/** Whether a lease was ever given for so long. */
export function mayLast({ issuedAt, expiresAt }: LaneLease, durationMs: number): boolean {
  return expiresAt === null || expiresAt - issuedAt >= durationMs + SERVE_MARGIN_MS;
}

const HURRY_MS = 1_000;

/** How long to wait after a failed refresh: as the end of the lease nears, its last third is always left for another try. */
export function retryDelayMs(lease: LaneLease | null, now: Instant, backOffMs: number): number {
  if (!isValid(lease, now) || lease.expiresAt === null) return backOffMs;
  return Math.min(backOffMs, Math.max(HURRY_MS, (lease.expiresAt - now) / 3));
}

/** When to draw the next lease; `spread` in [-1, 1] keeps replicas apart. Null where the lease has no known end. */
export function refreshDueAt(lease: LaneLease, spread: number): Instant | null {
  if (lease.expiresAt === null) return null;
  const lifetimeMs = lease.expiresAt - lease.issuedAt;
  return lease.expiresAt - refreshLeadMs(lifetimeMs) + spread * JITTER * lifetimeMs;
}

/** What Lanekeeper is told of a lease: its name and its life. */
export function wireLease({ fingerprint, issuedAt, expiresAt }: LaneLease): Lease {
  return { fingerprint, issued_at: iso(issuedAt), expires_at: expiresAt === null ? null : iso(expiresAt) };
}
