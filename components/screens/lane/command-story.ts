import { COMMAND_WORDS } from "#components/lane/command-words.ts";
import type { TimelineEntry } from "#lib/contract/timeline.ts";
import { COMMAND_KINDS } from "#lib/domain/vocabulary.ts";

type Data = Readonly<Record<string, unknown>>;

const END: Record<string, string> = { automatic: "proven dead", natural: "ended by its date", manual: "attested dead" };
const generation = (data: Data): string =>
  typeof data.generation === "number" ? `generation ${data.generation}` : "the generation";
const words = (value: unknown): string | null => (typeof value === "string" ? value.replaceAll("_", " ") : null);

/** What a step adds to the story of its command; a step that only says that all goes on adds nothing. */
const CLAUSES: Record<string, (data: Data) => string | null> = {
  "rotation.probed": ({ passed }) => `candidate ${passed === true ? "passed" : "failed"} its probe`,
  "rotation.cut_over": (data) => `cut over to ${generation(data)}`,
  "rotation.failed": ({ code }) => (words(code) ? `failed: ${words(code)}` : "failed"),
  "credential.retired": (data) => `${generation(data)} ${END[words(data.retirement) ?? ""] ?? "retired"}`,
  "lane.paused": () => "held by the server",
  "lane.resumed": () => "served again",
  "command.cancelled": () => "cancelled",
  "command.target_changed": ({ status, replica }) =>
    status === "timed_out" ? `no answer from ${words(replica) ?? "a replica"}` : null,
  "command.finished": ({ status }) => (status === undefined || status === "succeeded" ? null : words(status)),
};

/** A command from its request to what became of it: "Rotate requested → candidate passed its probe → cut over to generation 2". */
export function commandStory(request: TimelineEntry, steps: readonly TimelineEntry[]): string {
  const clauses = steps.map(({ kind, data }) => CLAUSES[kind]?.(data ?? {}) ?? null).filter((clause) => clause !== null);
  return [...new Set([beginning(request), ...clauses])].join(" → ");
}

function beginning({ data, kind, summary }: TimelineEntry): string {
  if (kind === "lane.contained") return "Contained by Lanekeeper";
  const command = COMMAND_KINDS.find((each) => each === data?.kind);
  return command === undefined ? summary : `${COMMAND_WORDS[command]} requested`;
}
