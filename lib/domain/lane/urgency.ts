import type { Instant } from "../clock/instant.ts";
import type { AlertCondition, Control, Freshness, Health, Severity } from "../vocabulary.ts";

/** What asks for a human, and how urgently. The rest is seen and needs nobody: unknown expiry, rotation due, a rate limit that ends by itself. */
export const URGENCY: Partial<Record<AlertCondition, Severity>> = {
  revoked: "containment",
  expired: "critical",
  refresh_failing: "critical",
  not_loaded: "critical",
  auth_failing: "critical",
  scope_widened: "critical",
  silent: "critical",
  must_refresh: "warning",
  scope_narrowed: "warning",
  expiring: "warning",
};

interface Judged {
  health: Health;
  control: Control;
  freshness: Freshness;
}

/** How urgently a lane needs a human, null where it does not. */
export function urgencyOf({ health, control, freshness }: Judged): Severity | null {
  if (control === "contained") return "containment";
  const byHealth = health === null || health === "healthy" ? null : (URGENCY[health] ?? null);
  return byHealth ?? (freshness === "silent" ? (URGENCY.silent ?? null) : null);
}

const DEAD: ReadonlySet<Health> = new Set(["revoked", "expired", "not_loaded"]);

/** When calls begin to fail: at once where the credential is dead, else at the end of its life; null where nothing is dated. */
export function impactAt({ health }: Judged, since: Instant | null, expiresAt: Instant | null): Instant | null {
  return DEAD.has(health) ? since : expiresAt;
}
