import type { Instant } from "../clock/instant.ts";
import { type AlertCondition, type Condition, type Control, type Freshness, SEVERITIES, type Severity } from "../vocabulary.ts";
import type { Finding } from "./finding.ts";

/** What asks for a human, and how urgently. The rest is seen and needs nobody: unknown expiry, rotation due, a rate limit that ends by itself. */
export const URGENCY: Partial<Record<AlertCondition, Severity>> = {
  revoked: "containment",
  expired: "critical",
  refresh_failing: "critical",
  not_loaded: "critical",
  auth_failing: "critical",
  scope_widened: "critical",
  silent: "critical",
  split: "warning",
  off_clock: "warning",
  must_refresh: "warning",
  scope_narrowed: "warning",
  expiring: "warning",
};

/** A replica that an ended rotation has not reached: it serves, until the generation it has dies. */
const LEFT_BEHIND: Severity = "warning";

interface Judged {
  findings: readonly Pick<Finding, "condition">[];
  control: Control;
  freshness: Freshness;
  refreshOverdueSince: Instant | null;
  split: unknown;
  offClock: readonly unknown[];
  behind: { isLate: boolean } | null;
}

/** How urgently a lane needs a human by the worst of all that holds of it, whatever is told first; null where it does not. */
export function urgencyOf({
  findings,
  control,
  freshness,
  refreshOverdueSince,
  split,
  behind,
  offClock,
}: Judged): Severity | null {
  const urgencies = [
    control === "contained" ? "containment" : null,
    freshness === "silent" ? URGENCY.silent : null,
    refreshOverdueSince === null ? null : URGENCY.refresh_failing,
    split ? URGENCY.split : null,
    offClock.length > 0 ? URGENCY.off_clock : null,
    behind?.isLate ? LEFT_BEHIND : null,
    ...findings.map(({ condition }) => (condition === "healthy" ? null : URGENCY[condition])),
  ];
  return SEVERITIES.find((severity) => urgencies.includes(severity)) ?? null;
}

const DEAD: ReadonlySet<Condition> = new Set(["revoked", "expired", "not_loaded"]);

/** When calls begin to fail: at once where the credential is dead, else at the end of its life; null where nothing is dated. */
export function impactAt(findings: readonly Pick<Finding, "condition" | "since">[], expiresAt: Instant | null): Instant | null {
  const dead = findings.filter(({ condition }) => DEAD.has(condition)).flatMap(({ since }) => since ?? []);
  return dead.length > 0 ? Math.min(...dead) : expiresAt;
}
