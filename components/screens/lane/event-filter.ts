import type { TimelineEntry } from "#lib/contract/timeline.ts";
import type { StoryItem } from "./lane-story.ts";

/** A stretch of time, in milliseconds. */
export interface EventBand {
  fromMs: number;
  toMs: number;
}

const ROUTINE: ReadonlySet<string> = new Set([
  "call.usage",
  "call.completed",
  "credential.verified",
  "credential.refresh_attempted",
  "credential.preflight_passed",
  "command.target_changed",
  "command.phase_changed",
]);

/** Whether an entry only says that all goes on as it should; that a held lane refuses calls is no news. */
const isRoutine = ({ kind, data }: Pick<TimelineEntry, "kind" | "data">): boolean =>
  ROUTINE.has(kind) || (kind === "call.refused" && data?.code === "lane_paused");

/** Items to list: those of the chosen band, routine ones only when asked for. */
export function shownItems(items: readonly StoryItem[], band: EventBand | null, withRoutine: boolean): StoryItem[] {
  return items.filter((item) => (withRoutine || !isRoutineItem(item)) && (band === null || touches(item, band)));
}

/** How many rows only say that all goes on. */
export const countRoutine = (items: readonly StoryItem[]): number => items.filter(isRoutineItem).length;

const isRoutineItem = (item: StoryItem): boolean => item.type === "entry" && isRoutine(item.entry);

function touches(item: StoryItem, { fromMs, toMs }: EventBand): boolean {
  const times = item.type === "entry" ? [item.at] : item.steps.map((step) => step.at);
  return times.some((at) => Date.parse(at) >= fromMs && Date.parse(at) <= toMs);
}

const TOPICS: Record<string, string> = {
  "lane.transition": "State",
  "lane.contained": "Containment",
  "lane.declared": "Declaration",
  "generation.expiry_entered": "Expiry",
  "generation.retirement_attested": "Attested",
  auth: "Refusal",
  call: "Calls",
  replica: "Server",
};

/** What a kind is about, in a word: "credential.refresh_failed" is "Credential". */
export function topicOf(kind: string): string {
  const [area = kind] = kind.split(".");
  return TOPICS[kind] ?? TOPICS[area] ?? area.charAt(0).toUpperCase() + area.slice(1);
}
