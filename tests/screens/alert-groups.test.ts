import { expect, it } from "vitest";
import { alertMark } from "#components/lane/alert-mark.ts";
import { alertGroups, alertsVerdict } from "#components/screens/alerts/groups.ts";
import type { AlertView } from "#lib/contract/alert.ts";
import { ALERT_CONDITIONS } from "#lib/domain/vocabulary.ts";
import { inMinutes } from "./fixtures/lane.ts";

function alert(id: string, changes: Partial<AlertView> = {}): AlertView {
  return {
    id,
    lane: { id: "lane", name: "github-prod", server: "github-tools", provider: "github", tools: 14 },
    condition: "refresh_failing",
    severity: "critical",
    generation: 3,
    state: "open",
    summary: "Refresh failed 4 times, invalid_grant",
    opened_at: inMinutes(-10),
    last_seen_at: inMinutes(-1),
    resolved_at: null,
    resolution: null,
    missed_while_away: false,
    acked_at: null,
    acked_by: null,
    ack_comment: null,
    count: 1,
    incident: null,
    ...changes,
  };
}

const acked = { acked_at: inMinutes(-5), acked_by: "mara" };

it("puts containment first, then by severity, and leaves out what is empty", () => {
  const groups = alertGroups([alert("a", { severity: "warning" }), alert("b"), alert("c", { severity: "containment" })]);
  expect(groups.map((group) => group.severity)).toEqual(["containment", "critical", "warning"]);
});

it("puts those that nobody looks after first, then the newest", () => {
  const alerts = [alert("old", { opened_at: inMinutes(-90) }), alert("taken", acked), alert("new", { opened_at: inMinutes(-2) })];
  expect(alertGroups(alerts)[0]?.alerts.map(({ id }) => id)).toEqual(["new", "old", "taken"]);
});

it("says in one line how many wait for someone", () => {
  expect(alertsVerdict([], false)).toBe("No open alerts");
  expect(alertsVerdict([alert("a")], false)).toBe("1 open alert, 1 not acknowledged");
  expect(alertsVerdict([alert("a", acked), alert("b", acked)], false)).toBe("2 open alerts, all acknowledged");
  expect(alertsVerdict([alert("a"), alert("b", acked)], true)).toBe("2+ open alerts, 1 not acknowledged");
  expect(alertsVerdict([alert("a", { state: "resolved" })], false)).toBe("No open alerts");
});

it("has a mark for every cause of an alert, and none that looks healthy", () => {
  for (const condition of ALERT_CONDITIONS) expect(alertMark(condition).word).not.toBe("Healthy");
});
