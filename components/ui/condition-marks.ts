import {
  Ban,
  CalendarClock,
  CircleCheck,
  CirclePause,
  CircleQuestionMark,
  ClockAlert,
  FileWarning,
  Gauge,
  History,
  Hourglass,
  KeyRound,
  type LucideIcon,
  Moon,
  PlugZap,
  RefreshCw,
  RefreshCwOff,
  ShieldAlert,
  ShieldMinus,
  ShieldPlus,
  Split,
  TimerOff,
  WifiOff,
} from "lucide-react";
import type { Tone } from "./tone.ts";

/** How one state looks: the icon and the word say the cause, the tone says the urgency. */
export interface Mark {
  icon: LucideIcon;
  word: string;
  tone: Tone;
  /** `filled` where an operator must act now, so that equal tones still differ. */
  weight: "outline" | "filled";
}

const mark = (icon: LucideIcon, word: string, tone: Tone, weight: Mark["weight"] = "outline"): Mark => ({
  icon,
  word,
  tone,
  weight,
});

/** One mark per condition, highest precedence first; `unknown` is a lane whose health cannot be told. */
export const CONDITION_MARKS = {
  revoked: mark(Ban, "Revoked", "contain", "filled"),
  expired: mark(TimerOff, "Expired", "crit", "filled"),
  refresh_failing: mark(RefreshCwOff, "Refresh failing", "crit", "filled"),
  not_loaded: mark(PlugZap, "Not loaded", "crit", "filled"),
  auth_failing: mark(KeyRound, "Auth failing", "crit", "filled"),
  must_refresh: mark(ClockAlert, "Must refresh now", "warn", "filled"),
  scope_narrowed: mark(ShieldMinus, "Scope narrowed", "warn"),
  scope_widened: mark(ShieldPlus, "Scope widened", "crit"),
  rate_limited: mark(Gauge, "Rate limited", "warn"),
  expiring: mark(Hourglass, "Expiring", "warn"),
  rotation_due: mark(CalendarClock, "Rotation due", "neutral"),
  unknown_expiry: mark(CircleQuestionMark, "Unknown expiry", "neutral"),
  healthy: mark(CircleCheck, "Healthy", "ok"),
  unknown: mark(CircleQuestionMark, "Unknown", "neutral"),
} as const satisfies Record<string, Mark>;

/** Shown beside the cause, never instead of it; an active lane shows nothing. */
export const CONTROL_MARKS = {
  paused: mark(CirclePause, "Paused by operator", "neutral"),
  contained: mark(ShieldAlert, "Contained", "contain"),
} as const satisfies Record<string, Mark>;

/** Takes the place of `healthy` where nothing recent vouches for it; a live lane shows nothing. */
export const FRESHNESS_MARKS = {
  idle: mark(Moon, "Idle", "neutral"),
  silent: mark(WifiOff, "Silent", "neutral"),
  never_reported: mark(CircleQuestionMark, "Never reported", "neutral"),
} as const satisfies Record<string, Mark>;

/** Replicas that do not agree on what they serve; shown beside the cause. */
export const ACCORD_MARKS = {
  split: mark(Split, "Split", "warn", "filled"),
  behind: mark(History, "Behind", "warn"),
} as const satisfies Record<string, Mark>;

/** A replica whose clock is too wrong for its events to be kept. */
export const CLOCK_MARK = mark(ClockAlert, "Clock wrong", "warn");

/** A lane of which nothing can be read for now. */
export const SET_ASIDE_MARK = mark(FileWarning, "Not judged", "crit");

/** A rotation under way, by phase. */
export const ROTATION_MARKS = {
  prepare: mark(RefreshCw, "Rotating", "info"),
  adopt: mark(RefreshCw, "Adopting", "info"),
  retire_old: mark(RefreshCw, "Overlap", "info"),
} as const satisfies Record<string, Mark>;

/** Urgency of an alert as a tone. */
export const SEVERITY_TONES = {
  containment: "contain",
  critical: "crit",
  warning: "warn",
  info: "info",
} as const satisfies Record<string, Tone>;
