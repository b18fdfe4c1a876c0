import { PROBE_WORDS, probeAnswer } from "#components/lane/command-status.ts";
import { COMMAND_WORDS } from "#components/lane/command-words.ts";
import type { TimelineEntry } from "#lib/contract/timeline.ts";
import { COMMAND_KINDS, COMMAND_STATUSES } from "#lib/domain/vocabulary.ts";

type Data = Readonly<Record<string, unknown>>;

const END: Record<string, string> = { automatic: "proven dead", natural: "ended by its date", manual: "attested dead" };
const generation = (data: Data): string =>
  typeof data.generation === "number" ? `generation ${data.generation}` : "the generation";
const words = (value: unknown): string | null => (typeof value === "string" ? value.replaceAll("_", " ") : null);

const nameOf = ({ replica }: Data): string => (typeof replica === "string" ? replica : "a replica");

/** What a step adds to the story of its command; a step that only says that all goes on adds nothing. */
const CLAUSES: Record<string, (data: Data) => string | null> = {
  "rotation.probed": ({ passed }) => `candidate ${passed === true ? "passed" : "failed"} its probe`,
  "rotation.cut_over": (data) => `cut over to ${generation(data)}`,
  "rotation.failed": ({ code }) => (words(code) ? `failed: ${words(code)}` : "failed"),
  "credential.retired": (data) => `${generation(data)} ${END[words(data.retirement) ?? ""] ?? "retired"}`,
  "lane.paused": () => "held by the server",
  "lane.resumed": () => "served again",
  "command.cancelled": () => "cancelled",
  "command.target_changed": ({ status, replica }) => (status === "timed_out" ? `no answer from ${nameOf({ replica })}` : null),
  "command.finished": ({ status }) => (status === undefined || status === "succeeded" ? null : words(status)),
};

/** "web1-9c2e: key refused", of a step that ends a replica's probe. */
function probeFinding({ kind, data }: TimelineEntry): string | null {
  const status = COMMAND_STATUSES.find((known) => known === data?.status);
  if (kind !== "command.target_changed" || status === undefined) return null;
  const answer = probeAnswer(status, typeof data?.code === "string" ? data.code : null);
  return answer && `${nameOf(data ?? {})}: ${PROBE_WORDS[answer].word.toLowerCase()}`;
}

const isProbe = (request: TimelineEntry): boolean => request.data?.kind === "probe";

function clauseOf(request: TimelineEntry, step: TimelineEntry): string | null {
  if (isProbe(request)) return probeFinding(step) ?? (step.data?.status === "cancelled" ? "cancelled" : null);
  return CLAUSES[step.kind]?.(step.data ?? {}) ?? null;
}

/** One step on its own line: of a probe what it found, else as it was recorded. */
export function stepSentence(request: TimelineEntry, step: TimelineEntry): string {
  if (!isProbe(request)) return step.summary;
  return probeFinding(step) ?? (step.kind === "command.finished" ? "The probe is over" : step.summary);
}

/** A command from its request to what became of it: "Rotate requested → candidate passed its probe → cut over to generation 2". */
export function commandStory(request: TimelineEntry, steps: readonly TimelineEntry[]): string {
  const clauses = steps.map((step) => clauseOf(request, step)).filter((clause) => clause !== null);
  return [...new Set([beginning(request), ...clauses])].join(" → ");
}

function beginning({ data, kind, summary }: TimelineEntry): string {
  if (kind === "lane.contained") return "Contained by Lanekeeper";
  const command = COMMAND_KINDS.find((each) => each === data?.kind);
  return command === undefined ? summary : `${COMMAND_WORDS[command]} requested`;
}
