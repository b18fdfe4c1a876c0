import type { Tone } from "#components/ui/tone.ts";
import type { CommandTarget, CommandView } from "#lib/contract/command.ts";
import { probeFinding } from "#lib/domain/command/describe-probe.ts";
import { type ProbeResult, probeResult } from "#lib/domain/command/probe.ts";
import type { CommandKind, CommandStatus } from "#lib/domain/vocabulary.ts";
import { STATUS_WORDS } from "./command-words.ts";

/** How far something is, or what it came to, as a word and a tone. */
interface Said {
  word: string;
  tone: Tone;
}

type Answer = NonNullable<ProbeResult>;

/** A probe that finds the key dead has done its work: what is told is what it found. */
export const PROBE_WORDS: Record<Answer, Said> = {
  passed: { word: "Key works", tone: "ok" },
  dead: { word: "Key refused", tone: "crit" },
  unable: { word: "Could not tell", tone: "warn" },
};

/** Ends of a probe that are an answer, if only that there is none; without one the command's own word stands. */
const ANSWERED: ReadonlySet<CommandStatus> = new Set(["succeeded", "failed", "timed_out"]);

/** What one replica's probe came to, null while it goes on or where it was never asked to the end. */
export function probeAnswer(status: CommandStatus, code: string | null): ProbeResult {
  return ANSWERED.has(status) ? (probeResult(status, code) ?? "unable") : null;
}

/** What a probe came to in sum; null while it goes on or where it was not asked to the end. */
export const probeSum = ({ status, targets }: Pick<CommandView, "status" | "targets">): ProbeResult =>
  ANSWERED.has(status) ? probeFinding(targets) : null;

/** What a command came to so far, in a word or two. */
export function commandStatus(command: Pick<CommandView, "kind" | "status" | "targets">): Said {
  const answer = command.kind === "probe" ? probeSum(command) : null;
  return answer === null ? STATUS_WORDS[command.status] : PROBE_WORDS[answer];
}

/** The same of one replica's part in it. */
export function targetStatus(kind: CommandKind, { status, code }: Pick<CommandTarget, "status" | "code">): Said {
  const answer = kind === "probe" ? probeAnswer(status, code) : null;
  return answer === null ? STATUS_WORDS[status] : PROBE_WORDS[answer];
}

/** What a probe found and who says so; `why` is the reason that was given where it did not pass. */
export function probeHeadline(command: Pick<CommandView, "status" | "targets">, why: string): string {
  const { targets } = command;
  const answer = probeSum(command) ?? "unable";
  const saying = targets.filter(({ status, code }) => probeAnswer(status, code) === answer);
  const [only] = saying;
  const share = targets.length > 1 ? ` So say ${saying.length} of ${targets.length} replicas.` : "";
  if (answer === "unable") return `It could not be told whether the credential works: ${why}`;
  if (answer === "dead") return `The provider refuses the credential: ${share === "" ? why : `${why}.${share}`}`;
  return targets.length === 1 && only
    ? `The provider accepts the credential: ${only.replica} tried it.`
    : `The provider accepts the credential.${share}`;
}
