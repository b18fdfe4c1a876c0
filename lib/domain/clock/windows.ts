import { DAY, HOUR, type Instant, MINUTE, SECOND } from "./instant.ts";

/** Per-lane overrides of the windows, in milliseconds before the end. */
export interface WindowPolicy {
  warningMs?: number | undefined;
  refusalMs?: number | undefined;
}

/** How long before the end a lane warns: min(max(0.2 L, 60 s), 0.5 L, 14 d), unless the policy says otherwise. */
export function warningWindowMs(lifetimeMs: number, policy: WindowPolicy = {}): number {
  return policy.warningMs ?? Math.min(Math.max(0.2 * lifetimeMs, MINUTE), 0.5 * lifetimeMs, 14 * DAY);
}

/** How long before the end preflight refuses to start: min(max(0.05 L, 15 s), 0.2 L, 60 min), unless the policy says otherwise. */
export function refusalWindowMs(lifetimeMs: number, policy: WindowPolicy = {}): number {
  return policy.refusalMs ?? Math.min(Math.max(0.05 * lifetimeMs, 15 * SECOND), 0.2 * lifetimeMs, HOUR);
}

/** A lane that refreshes itself does so when this is left; each replica adds up to 5 % jitter of its own. */
export function refreshLeadMs(lifetimeMs: number): number {
  return 0.3 * lifetimeMs;
}

/** A refresh that has not come when this is left is overdue. */
export function refreshOverdueMs(lifetimeMs: number): number {
  return 0.2 * lifetimeMs;
}

/** A running lane stops serving this long before the end, so that no call dies midway. */
export const SERVE_MARGIN_MS = 5 * SECOND;

/** The instants of one credential's life. */
export interface Windows {
  refreshAt: Instant;
  overdueAt: Instant;
  warnAt: Instant;
  refuseAt: Instant;
  expiresAt: Instant;
}

/** Lays the windows of a credential that was issued at `startsAt` and ends at `expiresAt`. */
export function layWindows(startsAt: Instant, expiresAt: Instant, policy: WindowPolicy = {}): Windows {
  const lifetimeMs = Math.max(0, expiresAt - startsAt);
  return {
    refreshAt: expiresAt - refreshLeadMs(lifetimeMs),
    overdueAt: expiresAt - refreshOverdueMs(lifetimeMs),
    warnAt: expiresAt - warningWindowMs(lifetimeMs, policy),
    refuseAt: expiresAt - refusalWindowMs(lifetimeMs, policy),
    expiresAt,
  };
}
