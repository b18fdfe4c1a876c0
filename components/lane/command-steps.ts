import { formatDuration } from "#components/ui/format-duration.ts";
import { formatClock, formatClockSeconds } from "#components/ui/format-instant.ts";
import type { CommandTarget, CommandView } from "#lib/contract/command.ts";
import { inWords } from "#lib/domain/lane/words.ts";
import type { CommandStatus, RotationPhase } from "#lib/domain/vocabulary.ts";
import { commandStatus, PROBE_WORDS, probeAnswer, probeHeadline, probeSum } from "./command-status.ts";
import { commandWord, isContainment, requesterName } from "./command-words.ts";

export type StepState = "done" | "current" | "ahead" | "failed" | "unknown";

/** One stop on the way of a command. */
export interface CommandStep {
  key: string;
  label: string;
  state: StepState;
  note: string | null;
}

const PHASES: Record<RotationPhase, string> = {
  prepare: "read and probe the new credential",
  adopt: "every replica takes it over",
  retire_old: "end the old one",
};
const PHASE_ORDER = ["prepare", "adopt", "retire_old"] as const satisfies readonly RotationPhase[];
const STOPPED: ReadonlySet<CommandStatus> = new Set(["failed", "expired", "cancelled", "superseded", "gone"]);

/** The way of a command from click to outcome, as far as it got. */
export function commandSteps(command: CommandView): CommandStep[] {
  const targets = command.targets.filter((target) => target.status !== "gone");
  const delivered = earliest(targets.map((target) => target.delivered_at));
  const acknowledged = earliest(targets.map((target) => target.acknowledged_at));
  const finished = command.status === "succeeded" ? command.finished_at : null;
  const reached = [command.requested_at, delivered, acknowledged, finished];
  const last = reached.findLastIndex((at) => at !== null);
  return ["Queued", "Delivered", "Acknowledged", outcomeLabel(command)].map((label, index) => ({
    key: label,
    label,
    state: stepState(command, index, last),
    note: stepNote(command, reached[index] ?? null, index),
  }));
}

const earliest = (times: (string | null)[]): string | null => times.filter((time) => time !== null).sort()[0] ?? null;

function outcomeLabel(command: CommandView): string {
  const { status } = command;
  if (command.kind === "probe" && probeSum(command) !== null) return commandStatus(command).word;
  if (status === "timed_out") return "State unknown";
  if (STOPPED.has(status)) return status === "superseded" ? "Replaced" : status === "gone" ? "Server gone" : capital(status);
  return "Succeeded";
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function stepState(command: CommandView, index: number, last: number): StepState {
  const { status } = command;
  const answer = command.kind === "probe" && index === 3 ? probeSum(command) : null;
  if (answer !== null) return PROBE_STATES[answer];
  if (status === "succeeded") return "done";
  if (index === 3 && status === "timed_out") return "unknown";
  if (index === 3 && STOPPED.has(status)) return "failed";
  if (index <= last) return "done";
  return index === last + 1 && status !== "timed_out" && !STOPPED.has(status) ? "current" : "ahead";
}

/** How the last stop of a probe looks is what it found. */
const PROBE_STATES = { passed: "done", dead: "failed", unable: "unknown" } as const satisfies Record<string, StepState>;

function stepNote(command: CommandView, at: string | null, index: number): string | null {
  if (at === null) return null;
  if (index === 0) return formatClockSeconds(Date.parse(at));
  return `+${secondsBetween(command.requested_at, at)}`;
}

/** "0.4 s" below a minute, else "4 min 12 s". */
function secondsBetween(from: string, to: string): string {
  const elapsedMs = Math.max(0, Date.parse(to) - Date.parse(from));
  return elapsedMs < 60_000 ? `${(elapsedMs / 1_000).toFixed(1)} s` : formatDuration(elapsedMs);
}

/** What became of the command so far, as one sentence that claims no more than is known. */
export function commandHeadline(command: CommandView, nowMs: number): string {
  if (isContainment(command)) return containmentHeadline(command, nowMs);
  const word = commandWord(command);
  switch (command.status) {
    case "queued":
      return `${word} queued ${formatClockSeconds(Date.parse(command.requested_at))} by ${requesterName(command)}. ${waitSentence(command)}`;
    case "delivered":
      return `${word} delivered to ${count(command, (target) => target.delivered_at !== null)}; waiting for the acknowledgement.`;
    case "acknowledged":
      return underWay(command);
    case "succeeded":
      return success(command);
    case "failed":
      return command.kind === "probe" ? probeHeadline(command, failure(command)) : `${word} failed: ${failure(command)}`;
    case "timed_out":
      return `No answer for ${formatDuration(silenceMs(command, nowMs))}. ${unknownState(command)}`;
    case "superseded":
      return `${word} was replaced by a newer command.`;
    case "expired":
      return `${word} was not run: no replica took it in time.`;
    case "cancelled":
      return `${word} was cancelled before it ran.`;
    case "gone":
      return `${word} had no one left to run it: every replica it was for has stopped.`;
  }
}

/** The same of Lanekeeper's own stop: the lane is contained from the first moment, the replicas only confirm it. */
function containmentHeadline(command: CommandView, nowMs: number): string {
  const since = `Contained by Lanekeeper: ${command.reason}.`;
  switch (command.status) {
    case "succeeded":
      return `${since} Confirmed by ${count(command, (target) => target.status === "succeeded")}; only a person resumes the lane.`;
    case "failed":
      return `${since} Not confirmed: ${failure(command)}`;
    case "timed_out":
      return `${since} No answer for ${formatDuration(silenceMs(command, nowMs))}: the lane may or may not be stopped there.`;
    case "superseded":
    case "cancelled":
      return `${since} Ended by a newer command.`;
    case "gone":
    case "expired":
      return `${since} No replica is left to confirm it; it holds for the next one that reports.`;
    default:
      return `${since} ${alive(command).length > 0 ? "Not yet confirmed by every replica." : "No replica is live; it takes hold when one reports."}`;
  }
}

/** Replicas that still count, in the phase that runs now: a rotation asks each of them once per phase. */
function alive(command: CommandView): CommandTarget[] {
  const there = command.targets.filter((target) => target.status !== "gone");
  const inPhase = there.filter((target) => target.phase === command.phase);
  return inPhase.length > 0 ? inPhase : there;
}

function count(command: CommandView, holds: (target: CommandTarget) => boolean): string {
  const targets = alive(command);
  const matching = targets.filter(holds);
  const only = matching[0];
  return targets.length === 1 && only ? only.replica : `${matching.length} of ${targets.length} replicas`;
}

function waitSentence(command: CommandView): string {
  if (alive(command).length > 0) return "Not delivered yet.";
  return command.kind === "rotate" ? "No replica is live." : "No replica is live; it takes hold when one reports.";
}

function underWay(command: CommandView): string {
  const finished = count(command, (target) => target.status === "succeeded");
  if (command.kind === "pause") return `Pausing: confirmed by ${finished}.`;
  if (command.kind === "resume") return `Resuming: the preflight runs; confirmed by ${finished}.`;
  if (command.phase === null) return `${commandWord(command)} under way.`;
  return `Rotating… step ${PHASE_ORDER.indexOf(command.phase) + 1} of 3: ${PHASES[command.phase]}.`;
}

function success(command: CommandView): string {
  const at = formatClockSeconds(Date.parse(command.finished_at ?? command.requested_at));
  const confirmed = count(command, (target) => target.status === "succeeded");
  if (command.kind === "pause") return `Paused ${at}, confirmed by ${confirmed}.`;
  if (command.kind === "resume") return `Resumed ${at}, confirmed by ${confirmed}.`;
  if (command.kind === "probe") return probeHeadline(command, failure(command));
  if (command.kind !== "rotate" || command.candidate === null) return `${commandWord(command)} succeeded ${at}.`;
  return `Rotated: generation ${command.candidate.number} live ${at}${oldSentence(command)}.`;
}

function oldSentence(command: CommandView): string {
  if (command.previous === null) return "";
  const old = `; generation ${command.previous.number}`;
  if (command.closed_as === "natural") return `${old} ends by its date`;
  if (command.closed_as === "attested") return `${old} ended, attested by an operator`;
  if (command.closed_as === "proven") return `${old} proven dead`;
  return command.phase === "retire_old" ? `${old} is not yet confirmed dead` : "";
}

function failure(command: CommandView): string {
  const failed = command.targets.find((target) => target.status === "failed");
  const told = command.detail ?? failed?.detail ?? failed?.code ?? command.code;
  return inWords(told) ?? "the server gave no reason.";
}

function silenceMs(command: CommandView, nowMs: number): number {
  const heard = alive(command).flatMap(({ acknowledged_at, delivered_at }) => acknowledged_at ?? delivered_at ?? []);
  const since = heard.sort()[0] ?? command.requested_at;
  return (command.finished_at ? Date.parse(command.finished_at) : nowMs) - Date.parse(since);
}

function unknownState(command: CommandView): string {
  if (command.kind === "pause") return "State unknown: the lane may or may not be paused there.";
  if (command.kind === "resume") return "State unknown: the lane may or may not serve again there.";
  if (command.kind === "probe") return "It could not be told whether the credential works.";
  const candidate = command.candidate ? `generation ${command.candidate.number}` : "the new generation";
  return `State unknown: ${candidate} may or may not be live.`;
}

/** What one replica did with it: "acknowledged 02:14:08 (+0.4 s)". */
export function targetSentence(command: CommandView, target: CommandTarget): string {
  const at = `${formatClockSeconds(Date.parse(target.at))} (+${secondsBetween(command.requested_at, target.at)})`;
  const phase = target.phase === null ? "" : `, step ${PHASE_ORDER.indexOf(target.phase) + 1} of 3`;
  return `${targetWords(command, target)}${phase} ${at}`;
}

function targetWords({ kind }: CommandView, target: CommandTarget): string {
  if (target.status === "timed_out") return "no answer, state unknown";
  if (target.status === "gone") return "stopped";
  const answer = kind === "probe" ? probeAnswer(target.status, target.code) : null;
  return answer === null ? target.status : PROBE_WORDS[answer].word.toLowerCase();
}

/** When the command ends by itself, if it does: "ends 03:14 UTC". */
export const untilSentence = (command: CommandView): string | null =>
  command.until === null ? null : `resumes by itself ${formatClock(Date.parse(command.until))} UTC`;
