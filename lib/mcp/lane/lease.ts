import type { Instant } from "../../domain/clock/instant.ts";
import { refreshLeadMs, SERVE_MARGIN_MS } from "../../domain/clock/windows.ts";

/** A short-lived access token drawn from a generation that is a grant. */
export interface LaneLease {
  readonly accessToken: string;
  readonly fingerprint: string;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant | null;
}

const JITTER = 0.05;

/** Whether a call that starts now may carry this lease. */
export function isUsable(lease: LaneLease | null, now: Instant): lease is LaneLease {
  return lease !== null && (lease.expiresAt === null || now < lease.expiresAt - SERVE_MARGIN_MS);
}

/** When to draw the next lease; `spread` in [-1, 1] keeps replicas apart. Null where the lease has no known end. */
export function refreshDueAt(lease: LaneLease, spread: number): Instant | null {
  if (lease.expiresAt === null) return null;
  const lifetimeMs = lease.expiresAt - lease.issuedAt;
  return lease.expiresAt - refreshLeadMs(lifetimeMs) + spread * JITTER * lifetimeMs;
}
