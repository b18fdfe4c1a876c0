/** The closed lists of words that schema, code, API and screens share. Order matters where a comment says so. */

/** What holds of a lane now, highest precedence first: `health` is the first that holds. */
export const CONDITIONS = [
  "revoked",
  "expired",
  "refresh_failing",
  "not_loaded",
  "auth_failing",
  "must_refresh",
  "scope_narrowed",
  "scope_widened",
  "rate_limited",
  "expiring",
  "rotation_due",
  "unknown_expiry",
  "healthy",
] as const;
export type Condition = (typeof CONDITIONS)[number];

/** Health of a lane: its first condition, or null where Lanekeeper cannot tell (silent, idle, never reported). */
export type Health = Condition | null;

export const OUTCOMES = [
  "credential_expired",
  "credential_revoked",
  "scope_insufficient",
  "rate_limited",
  "refresh_failed",
  "lane_paused",
  "preflight_refused",
  "store_unreachable",
  "auth_unclassified",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Why a lane refuses a call: the outcomes, and what is about the call alone. */
export const REFUSAL_CODES = [...OUTCOMES, "retry_ceiling"] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** Lowest first, so that the index is the strength. */
export const CERTAINTIES = ["inferred", "confirmed"] as const;
export type Certainty = (typeof CERTAINTIES)[number];

/** Shown state of control; contained wins over paused. */
export const CONTROLS = ["active", "paused", "contained"] as const;
export type Control = (typeof CONTROLS)[number];

export const FRESHNESS = ["live", "idle", "silent", "never_reported"] as const;
export type Freshness = (typeof FRESHNESS)[number];

export const PRESENCES = ["always_on", "on_demand"] as const;
export type Presence = (typeof PRESENCES)[number];

export const LANE_KINDS = ["managed_key", "byok", "oauth_refresh", "vault_reference"] as const;
export type LaneKind = (typeof LANE_KINDS)[number];

export const SIDE_EFFECTS = ["read", "write", "destructive"] as const;
export type SideEffect = (typeof SIDE_EFFECTS)[number];

export const CAPABILITIES = ["create", "refresh", "retire", "probe"] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** Best source last: a later entry overrides what an earlier one said about an expiry. */
export const EXPIRY_SOURCES = ["declared", "jwt", "token_response", "provider", "operator"] as const;
export type ExpirySource = (typeof EXPIRY_SOURCES)[number];

export const EVENT_KINDS = [
  "server.started",
  "server.heartbeat",
  "server.stopped",
  "lane.declared",
  "lane.paused",
  "lane.resumed",
  "lane.degraded_started",
  "lane.degraded_ended",
  "lane.retired",
  "credential.loaded",
  "credential.verified",
  "credential.preflight_passed",
  "credential.preflight_refused",
  "credential.refresh_attempted",
  "credential.refreshed",
  "credential.refresh_failed",
  "credential.expiring",
  "credential.expired",
  "credential.revoked",
  "credential.scope_changed",
  "credential.retired",
  "rotation.started",
  "rotation.probed",
  "rotation.cut_over",
  "rotation.succeeded",
  "rotation.failed",
  "auth.failed",
  "call.completed",
  "call.failed",
  "call.refused",
  "call.usage",
  "drill.started",
  "drill.observed",
  "drill.finished",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Result classes of `call.usage`. */
export const CALL_RESULTS = ["ok", "auth", "rate_limited", "upstream_error", "tool_error", "refused"] as const;
export type CallResult = (typeof CALL_RESULTS)[number];

export const COMMAND_KINDS = ["pause", "resume", "rotate", "retire", "refresh", "probe", "drill"] as const;
export type CommandKind = (typeof COMMAND_KINDS)[number];

/** Worst last where several targets are summed up into one command status; `gone` never counts. */
export const COMMAND_STATUSES = [
  "gone",
  "succeeded",
  "superseded",
  "cancelled",
  "acknowledged",
  "delivered",
  "queued",
  "expired",
  "timed_out",
  "failed",
] as const;
export type CommandStatus = (typeof COMMAND_STATUSES)[number];

/** Phases of a rotation while it is under way; null on a lane that does not rotate. */
export const ROTATION_PHASES = ["prepare", "adopt", "retire_old"] as const;
export type RotationPhase = (typeof ROTATION_PHASES)[number];

/** Most urgent first. */
export const SEVERITIES = ["containment", "critical", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What an alert is about: a condition, the silence of an always-on server, two credentials under one number, a replica's wrong clock, or a lane that cannot be judged. */
export const ALERT_CONDITIONS = [
  ...CONDITIONS.filter((c) => c !== "healthy"),
  "silent",
  "split",
  "off_clock",
  "set_aside",
] as const;
export type AlertCondition = Exclude<Condition, "healthy"> | "silent" | "split" | "off_clock" | "set_aside";

export const ALERT_STATES = ["open", "resolved"] as const;

/** Why an alert is over. */
export const ALERT_RESOLUTIONS = ["over", "never_out_of_service", "missed_while_away", "lane_ended"] as const;
export type AlertResolution = (typeof ALERT_RESOLUTIONS)[number];

/** Why a lane cannot serve as promised; where several begin at one moment, the first of them is told. */
export const DEGRADED_CAUSES = ["revoked", "expired", "not_loaded", "contained", "paused", "refused"] as const;
export type DegradedCause = (typeof DEGRADED_CAUSES)[number];

/** What of Lanekeeper may be away: the web, which hears the servers, and the worker, which keeps the clock. */
export const OUTAGE_PARTS = ["reception", "clock"] as const;
export type OutagePart = (typeof OUTAGE_PARTS)[number];

/** What a human may do, weakest first. */
export const ROLES = ["viewer", "operator", "admin"] as const;
export type Role = (typeof ROLES)[number];

export const ACTOR_KINDS = ["operator", "token", "server", "system"] as const;

/** What a server key is for. A workstation may report and obey, and has no say over other replicas. */
export const KEY_KINDS = ["service", "workstation"] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** Why a lane's view changed. */
export const TRANSITION_CAUSES = ["event", "clock", "operator"] as const;
export type TransitionCause = (typeof TRANSITION_CAUSES)[number];

/** Why one event of a batch was not accepted. */
export const REJECTION_CODES = [
  "invalid_event",
  "unknown_type",
  "wrong_server",
  "secret_material",
  "time_out_of_range",
  "lane_limit",
] as const;
export type RejectionCode = (typeof REJECTION_CODES)[number];

/** What a client may do after a refused call. */
export const RETRY_ADVICE = ["after_refresh", "after_resume", "at", "never"] as const;
export type RetryAdvice = (typeof RETRY_ADVICE)[number];

export const REMEDIATIONS = ["available", "unavailable", "undisclosed"] as const;
export type Remediation = (typeof REMEDIATIONS)[number];

/** Sort key of a health, worst first; null (cannot tell) sorts just before `healthy`. Even steps leave room for it. */
export function healthRank(health: Health): number {
  return health === null ? CONDITIONS.length * 2 - 3 : CONDITIONS.indexOf(health) * 2;
}
