import type { AlertCondition, AlertResolution } from "../vocabulary.ts";

const HEADLINE: Record<AlertCondition, string> = {
  revoked: "Credential revoked",
  expired: "Credential expired",
  refresh_failing: "Refresh failing",
  not_loaded: "Credential not loaded",
  auth_failing: "Authentication failing",
  must_refresh: "Must refresh now",
  scope_narrowed: "Scope narrowed",
  scope_widened: "Scope widened",
  rate_limited: "Rate limited",
  expiring: "Expiring",
  rotation_due: "Rotation due",
  unknown_expiry: "Expiry unknown",
  silent: "Server silent",
  split: "Generation split",
  off_clock: "Clock wrong",
  set_aside: "Lane not judged",
};

/** One sentence for a list, a page or a chat: the cause, then what is known of it. */
export function describeAlert(condition: AlertCondition, lane: string, detail: string | null): string {
  return detail ? `${HEADLINE[condition]} on ${lane}: ${detail}` : `${HEADLINE[condition]} on ${lane}`;
}

const CLOSING: Record<AlertResolution, string> = {
  over: "Over",
  never_out_of_service: "Was never out of service",
  missed_while_away: "Missed while Lanekeeper was away",
  lane_ended: "The lane has ended",
};

/** One sentence for an alert that is over: why, then what it was. */
export const describeResolution = (resolution: AlertResolution, summary: string): string => `${CLOSING[resolution]}: ${summary}`;
