import type { TimelineEntry } from "#lib/contract/timeline.ts";
import { commandStory } from "./command-story.ts";

/** One row of the list: an entry, or a command with all that it led to, oldest step first. */
export type StoryItem =
  | { type: "entry"; id: string; at: string; entry: TimelineEntry }
  | { type: "command"; id: string; at: string; request: TimelineEntry; steps: TimelineEntry[]; sentence: string };

/** What a step leads to is told at once. */
const BESIDE_MS = 2_000;
/** What comes of a command without naming it. */
const CONSEQUENCES: ReadonlySet<string> = new Set([
  "credential.loaded",
  "credential.verified",
  "credential.retired",
  "degraded.started",
  "degraded.ended",
]);

/** The entries, newest first, with the steps of each command as one item at the moment it was asked for. */
export function tellStory(entries: readonly TimelineEntry[]): StoryItem[] {
  const steps = new Map(beginningsOf(entries).map(({ request, commandId }) => [request, stepsOf(request, commandId, entries)]));
  const grouped = new Set([...steps.values()].flat());
  return entries.flatMap((entry): StoryItem[] => {
    const own = steps.get(entry);
    if (own)
      return [{ type: "command", id: entry.id, at: entry.at, request: entry, steps: own, sentence: commandStory(entry, own) }];
    return grouped.has(entry) ? [] : [{ type: "entry", id: entry.id, at: entry.at, entry }];
  });
}

interface Beginning {
  request: TimelineEntry;
  commandId: string;
}

/** Where commands begin: with someone's request, or with Lanekeeper's containment, which names its command only in the steps. */
function beginningsOf(entries: readonly TimelineEntry[]): Beginning[] {
  const requested = entries.flatMap((request): Beginning[] =>
    request.kind === "command.requested" && request.command_id !== null ? [{ request, commandId: request.command_id }] : [],
  );
  const known = new Set(requested.map(({ commandId }) => commandId));
  const contained = entries.flatMap((request): Beginning[] => {
    if (request.kind !== "lane.contained") return [];
    const first = entries.findLast(({ at, command_id }) => at >= request.at && command_id !== null && !known.has(command_id));
    return first?.command_id ? [{ request, commandId: first.command_id }] : [];
  });
  return [...requested, ...contained];
}

function stepsOf(request: TimelineEntry, commandId: string, entries: readonly TimelineEntry[]): TimelineEntry[] {
  const named = entries.filter((entry) => entry === request || entry.command_id === commandId);
  const follows = (entry: TimelineEntry) => isConsequence(entry) && named.some((step) => isBeside(step, entry));
  return entries.filter((entry) => named.includes(entry) || follows(entry)).toReversed();
}

const isBeside = (one: TimelineEntry, other: TimelineEntry): boolean =>
  Math.abs(Date.parse(one.at) - Date.parse(other.at)) <= BESIDE_MS;

/** A change of health is news of its own, whatever led to it. */
function isConsequence(entry: TimelineEntry): boolean {
  return CONSEQUENCES.has(entry.kind) || (entry.source === "transition" && !entry.summary.startsWith("Health"));
}

/** Whether an item, or a step of it, is this entry. */
export function tells(item: StoryItem, entryId: string | null): boolean {
  if (entryId === null) return false;
  return item.type === "entry" ? item.id === entryId : item.steps.some((step) => step.id === entryId);
}
