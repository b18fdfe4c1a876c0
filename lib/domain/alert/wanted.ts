import type { Instant } from "../clock/instant.ts";
import { describeOffClock } from "../clock/off-clock.ts";
import type { Split } from "../lane/accord.ts";
import type { Finding } from "../lane/finding.ts";
import type { LaneView } from "../lane/view.ts";
import type { AlertCondition, Severity } from "../vocabulary.ts";

/** Conditions that speak, and how loudly. Everything else is seen on the screen and wakes nobody. */
export const ALERT_SEVERITY: Partial<Record<AlertCondition, Severity>> = {
  revoked: "containment",
  expired: "critical",
  refresh_failing: "critical",
  not_loaded: "critical",
  auth_failing: "critical",
  silent: "critical",
  split: "warning",
  off_clock: "warning",
  set_aside: "critical",
};

/** What an alert is about: a lane has one of each. */
export interface AlertSubject {
  condition: AlertCondition;
  generation: number | null;
}

export interface WantedAlert extends AlertSubject {
  severity: Severity;
  since: Instant | null;
  detail: string | null;
}

export const sameSubject = (a: AlertSubject, b: AlertSubject): boolean =>
  a.condition === b.condition && a.generation === b.generation;

/** What should be open of a lane as it is seen. */
export function wantedAlerts(view: LaneView): WantedAlert[] {
  if (view.ended) return [];
  const fromFindings = alertsOf(view.findings);
  const overdue = view.refreshOverdueSince !== null && !fromFindings.some(({ condition }) => condition === "refresh_failing");
  return [
    ...fromFindings,
    ...(overdue
      ? [speak("refresh_failing", view.served?.number ?? null, view.refreshOverdueSince, "the refresh is overdue")]
      : []),
    ...(view.freshness === "silent" ? [speak("silent", null, view.lastReportAt, "no replica reports")] : []),
    ...(view.split ? [speak("split", view.split.number, view.split.since, describeSplit(view.split))] : []),
    ...(view.offClock.length > 0 ? [speak("off_clock", null, null, view.offClock.map(describeOffClock).join(", "))] : []),
  ];
}

const describeSplit = ({ fingerprints, number }: Split): string =>
  `replicas serve ${fingerprints.length} credentials as generation ${number}: ${fingerprints.join(", ")}`;

/** The alerts that conditions stand for. */
export const alertsOf = (findings: readonly Finding[]): WantedAlert[] =>
  findings.flatMap(({ condition, generation, since, detail }) =>
    condition !== "healthy" && ALERT_SEVERITY[condition] ? [speak(condition, generation, since, detail)] : [],
  );

const speak = (
  condition: AlertCondition,
  generation: number | null,
  since: Instant | null,
  detail: string | null,
): WantedAlert => ({
  condition,
  severity: ALERT_SEVERITY[condition] ?? "info",
  generation,
  since,
  detail,
});
