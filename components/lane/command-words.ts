import type { Tone } from "#components/ui/tone.ts";
import type { CommandKind, CommandStatus } from "#lib/domain/vocabulary.ts";

export const COMMAND_WORDS: Record<CommandKind, string> = {
  pause: "Pause",
  resume: "Resume",
  rotate: "Rotate",
  retire: "Retire",
  refresh: "Refresh",
  probe: "Probe",
  drill: "Drill",
};

/** What a status means to whoever clicked, in a word or two; a click is never shown as an outcome. */
export const STATUS_WORDS: Record<CommandStatus, { word: string; tone: Tone }> = {
  queued: { word: "Queued", tone: "info" },
  delivered: { word: "Delivered", tone: "info" },
  acknowledged: { word: "Under way", tone: "info" },
  succeeded: { word: "Succeeded", tone: "ok" },
  failed: { word: "Failed", tone: "crit" },
  timed_out: { word: "State unknown", tone: "warn" },
  superseded: { word: "Replaced", tone: "neutral" },
  expired: { word: "Expired", tone: "neutral" },
  cancelled: { word: "Cancelled", tone: "neutral" },
  gone: { word: "Server gone", tone: "neutral" },
};
