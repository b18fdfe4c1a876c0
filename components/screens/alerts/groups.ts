import type { AlertView } from "#lib/contract/alert.ts";
import { SEVERITIES, type Severity } from "#lib/domain/vocabulary.ts";

export interface AlertGroup {
  severity: Severity;
  alerts: AlertView[];
}

export const SEVERITY_WORDS: Record<Severity, string> = {
  containment: "Containment",
  critical: "Critical",
  warning: "Warning",
  info: "For information",
};

/** Alerts by urgency, most urgent first; within one severity those that nobody looks after come first, then the newest. */
export function alertGroups(alerts: readonly AlertView[]): AlertGroup[] {
  return SEVERITIES.map((severity) => ({
    severity,
    alerts: alerts.filter((alert) => alert.severity === severity).sort(byNeed),
  })).filter((group) => group.alerts.length > 0);
}

function byNeed(a: AlertView, b: AlertView): number {
  const unattended = Number(a.acked_at !== null) - Number(b.acked_at !== null);
  return unattended || b.opened_at.localeCompare(a.opened_at);
}

/** "2 open alerts, 1 not acknowledged", also the title of the tab. */
export function alertsVerdict(alerts: readonly AlertView[], more: boolean): string {
  const open = alerts.filter((alert) => alert.state === "open");
  if (open.length === 0) return "No open alerts";
  const unattended = open.filter((alert) => alert.acked_at === null).length;
  const total = `${open.length}${more ? "+" : ""} open ${open.length === 1 ? "alert" : "alerts"}`;
  return unattended === 0 ? `${total}, all acknowledged` : `${total}, ${unattended} not acknowledged`;
}
