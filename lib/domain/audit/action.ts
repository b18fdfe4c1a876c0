import type { Actor } from "./actor.ts";

/** Names of everything that is done to Lanekeeper or by it; lifecycle events carry their own kind. */
export const ACTIONS = [
  "auth.signed_in",
  "auth.sign_in_refused",
  "auth.link_created",
  "auth.signed_out",
  "user.created",
  "user.disabled",
  "user.reset",
  "token.created",
  "token.revoked",
  "token.bootstrap_used",
  "server.registered",
  "server.key_created",
  "server.key_revoked",
  "lane.edited",
  "lane.policy_changed",
  "lane.archived",
  "lane.restored",
  "lane.contained",
  "lane.pause_ended",
  "lane.set_aside",
  "lane.taken_up",
  "verdict.carried",
  "verdict.overruled",
  "generation.expiry_entered",
  "generation.retirement_attested",
  "command.requested",
  "command.target_changed",
  "command.finished",
  "command.cancelled",
  "command.phase_changed",
  "command.candidate_unused",
  "alert.opened",
  "alert.reworded",
  "alert.resolved",
  "alert.acknowledged",
  "alert.missed",
  "lanekeeper.was_away",
  "degraded.started",
  "degraded.ended",
  "replica.time_out_of_range",
  "history.dropped",
  "history.thinned",
] as const;
export type ActionName = (typeof ACTIONS)[number];

/** One thing that was done. `before` and `after` hold only what changed, never a secret. */
export interface Action {
  action: ActionName;
  laneId?: string;
  serverId?: string;
  outcome?: "ok" | "refused" | "failed";
  reason?: string | null;
  correlationId?: string | null;
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
  /** One plain sentence for the audit list. */
  summary: string;
  /** Who did this one, where actions of several are written at once. */
  by?: Actor;
}
