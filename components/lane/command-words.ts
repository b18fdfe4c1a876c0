import type { Tone } from "#components/ui/tone.ts";
import type { CommandView } from "#lib/contract/command.ts";
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

type Requested = Pick<CommandView, "kind" | "requested_by_kind">;

/** Whether Lanekeeper itself stopped the lane, which is no operator's pause: only a person ends it. */
export const isContainment = ({ kind, requested_by_kind }: Requested): boolean =>
  kind === "pause" && requested_by_kind === "system";

/** What was asked for, in a word: "Rotate", "Contain". */
export const commandWord = (command: Requested): string => (isContainment(command) ? "Contain" : COMMAND_WORDS[command.kind]);

/** Who asked for it, as a reader knows them. */
export const requesterName = ({
  requested_by,
  requested_by_kind,
}: Pick<CommandView, "requested_by" | "requested_by_kind">): string =>
  requested_by_kind === "system" ? "Lanekeeper" : requested_by;

/** Heading of a command: "Rotate", "Contained by Lanekeeper". */
export const commandTitle = (command: Requested): string =>
  isContainment(command) ? "Contained by Lanekeeper" : COMMAND_WORDS[command.kind];
