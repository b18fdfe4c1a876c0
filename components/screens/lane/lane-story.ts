import type { TimelineEntry } from "#lib/contract/lane.ts";
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
  "lane.contained",
  "degraded.started",
  "degraded.ended",
]);

/** The entries, newest first, with the steps of each command as one item at the moment it was asked for. */
export function tellStory(entries: readonly TimelineEntry[]): StoryItem[] {
  const requests = entries.filter((entry) => entry.kind === "command.requested" && entry.command_id !== null);
  const steps = new Map(requests.map((request) => [request, stepsOf(request, entries)]));
  const grouped = new Set([...steps.values()].flat());
  return entries.flatMap((entry): StoryItem[] => {
    const own = steps.get(entry);
    if (own)
      return [{ type: "command", id: entry.id, at: entry.at, request: entry, steps: own, sentence: commandStory(entry, own) }];
    return grouped.has(entry) ? [] : [{ type: "entry", id: entry.id, at: entry.at, entry }];
  });
}

function stepsOf(request: TimelineEntry, entries: readonly TimelineEntry[]): TimelineEntry[] {
  const named = entries.filter((entry) => entry.command_id === request.command_id);
  const follows = (entry: TimelineEntry) => isConsequence(entry) && named.some((step) => isBeside(step, entry));
  return entries.filter((entry) => entry.command_id === request.command_id || follows(entry)).toReversed();
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
