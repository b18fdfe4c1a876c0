import type { Instant } from "../clock/instant.ts";
import type { Finding } from "../lane/finding.ts";
import type { LaneView } from "../lane/view.ts";
import type { AlertCondition, Control, Severity } from "../vocabulary.ts";

/** Conditions that speak, and how loudly. Everything else is seen on the screen and wakes nobody. */
export const ALERT_SEVERITY: Partial<Record<AlertCondition, Severity>> = {
  revoked: "containment",
  expired: "critical",
  refresh_failing: "critical",
  not_loaded: "critical",
  auth_failing: "critical",
  silent: "critical",
};

export interface OpenAlert {
  id: string;
  condition: AlertCondition;
  generation: number | null;
}

export interface AlertToOpen {
  condition: AlertCondition;
  severity: Severity;
  generation: number | null;
  since: Instant | null;
  detail: string | null;
}

export interface AlertDecision {
  open: readonly AlertToOpen[];
  /** Alerts whose condition no longer holds. */
  resolve: readonly OpenAlert[];
}

/**
 * What to open and what to close. One alert per lane, condition and generation. A revocation waits for a human:
 * its alert stays open until the condition is gone and somebody has ended the containment.
 */
export function decideAlerts(open: readonly OpenAlert[], view: LaneView, control: Control): AlertDecision {
  const wanted = view.ended ? [] : wantedAlerts(view);
  const isOpen = (alert: AlertToOpen) => open.some((other) => sameAlert(other, alert));
  return {
    open: wanted.filter((alert) => !isOpen(alert)),
    resolve: open.filter((alert) => !wanted.some((other) => sameAlert(alert, other)) && mayClose(alert, view, control)),
  };
}

const sameAlert = (a: { condition: AlertCondition; generation: number | null }, b: typeof a): boolean =>
  a.condition === b.condition && a.generation === b.generation;

const mayClose = (alert: OpenAlert, view: LaneView, control: Control): boolean =>
  view.ended || alert.condition !== "revoked" || control !== "contained";

function wantedAlerts(view: LaneView): AlertToOpen[] {
  const fromFindings = view.findings.flatMap((finding) => alertOf(finding));
  const overdue = view.refreshOverdueSince !== null && !fromFindings.some(({ condition }) => condition === "refresh_failing");
  return [
    ...fromFindings,
    ...(overdue
      ? [speak("refresh_failing", view.served?.number ?? null, view.refreshOverdueSince, "the refresh is overdue")]
      : []),
    ...(view.freshness === "silent" ? [speak("silent", null, view.lastReportAt, "no replica reports")] : []),
  ];
}

function alertOf({ condition, generation, since, detail }: Finding): AlertToOpen[] {
  return condition !== "healthy" && ALERT_SEVERITY[condition] ? [speak(condition, generation, since, detail)] : [];
}

const speak = (
  condition: AlertCondition,
  generation: number | null,
  since: Instant | null,
  detail: string | null,
): AlertToOpen => ({
  condition,
  severity: ALERT_SEVERITY[condition] ?? "info",
  generation,
  since,
  detail,
});
