import type { Mark } from "#components/ui/condition-marks.ts";
import { formatDuration } from "#components/ui/format-duration.ts";
import { plural } from "#components/ui/plural.ts";
import type { Summary } from "#lib/contract/summary.ts";
import { type Cause, causeMark, causeOf } from "./cause.ts";

export type NeedsYouItem = Summary["needs_you"][number];

export interface NeedsYouCard {
  mark: Mark;
  /** "github · acme", or the server where nothing better is known. */
  where: string;
  /** What happened, in the provider's words where it gave any. */
  evidence: string;
  /** What it breaks and when: "14 tools stop in 41 min". */
  impact: string;
  /** The one recommended step; it is taken on the lane's page. */
  action: string;
  href: string;
}

const WITHOUT_DETAIL: Partial<Record<Cause, string>> = {
  revoked: "The provider no longer accepts this credential.",
  expired: "The credential is past its end.",
  refresh_failing: "Refreshing fails; the present lease serves to its end.",
  not_loaded: "No credential could be loaded.",
  auth_failing: "The provider refuses calls and does not say why.",
  must_refresh: "Too close to its end to start anything new.",
  expiring: "The credential is inside its warning window.",
  scope_narrowed: "The credential may do less than the tools need.",
  scope_widened: "The credential may do more than it should.",
  contained: "A new credential waits; only a person resumes a contained lane.",
  silent: "The server has stopped reporting. What is shown is the last known.",
};

const ACTIONS: Partial<Record<Cause, string>> = {
  revoked: "Review containment",
  contained: "Review containment",
  expired: "Rotate",
  must_refresh: "Rotate",
  refresh_failing: "See what fails",
  auth_failing: "See evidence",
  not_loaded: "See what fails",
  scope_narrowed: "See scopes",
  scope_widened: "See scopes",
  silent: "Check server",
};

function impactOf({ impact_at, tools, control, freshness }: NeedsYouItem, nowMs: number): string {
  if (tools === 0) return "Impact unknown";
  const what = plural(tools, "tool");
  if (control === "contained") return `${what} fail closed`;
  if (impact_at === null) return freshness === "silent" ? `${what}, state unknown` : what;
  const inMs = Date.parse(impact_at) - nowMs;
  return inMs <= 0 ? `${what} affected now` : `${what} affected in ${formatDuration(inMs)}`;
}

/** What one entry of the needs-you list says. `nowMs` is the server's time. */
export function needsYouCard(item: NeedsYouItem, nowMs: number): NeedsYouCard {
  const cause = causeOf(item);
  const where = [item.provider, item.tenant ?? item.account].filter(Boolean).join(" · ");
  const detail = item.conditions.find(({ condition }) => condition === item.health)?.detail;
  return {
    mark: causeMark(cause),
    where: where || item.server.name,
    evidence: detail ?? WITHOUT_DETAIL[cause] ?? causeMark(cause).word,
    impact: impactOf(item, nowMs),
    action: ACTIONS[cause] ?? "Open lane",
    href: cause === "silent" ? `/servers/${item.server.id}` : `/lanes/${item.id}`,
  };
}
