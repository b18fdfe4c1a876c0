import type { Tone } from "#components/ui/tone.ts";
import { generationKey, type TimelineFact, type TimelineInput } from "./timeline-input.ts";
import { shareOf, type Viewport } from "./timeline-viewport.ts";

export type Glyph = "dot" | "ring" | "cross" | "ban" | "triangle" | "diamond" | "pause" | "flag" | "bell";

export interface MarkLook {
  glyph: Glyph;
  tone: Tone;
}

/** One or several facts at one place of the axis. */
export interface TimelineMark extends MarkLook {
  /** The fact that stands for the mark; `ids` holds all of them. */
  id: string;
  ids: string[];
  atMs: number;
  at: number;
  summary: string;
  /** Key of the generation on whose bar it stands; null stands on the track of events. */
  generation: string | null;
}

const look = (glyph: Glyph, tone: Tone): MarkLook => ({ glyph, tone });

const LOOKS: Record<string, MarkLook> = {
  "credential.loaded": look("ring", "ok"),
  "credential.preflight_passed": look("ring", "ok"),
  "credential.preflight_refused": look("cross", "crit"),
  "credential.refreshed": look("dot", "ok"),
  "credential.refresh_failed": look("cross", "crit"),
  "credential.expiring": look("triangle", "warn"),
  "credential.expired": look("cross", "crit"),
  "credential.revoked": look("ban", "contain"),
  "credential.scope_changed": look("triangle", "warn"),
  "credential.retired": look("ring", "neutral"),
  "rotation.started": look("diamond", "info"),
  "rotation.probed": look("diamond", "info"),
  "rotation.cut_over": look("diamond", "info"),
  "rotation.succeeded": look("diamond", "ok"),
  "rotation.failed": look("cross", "crit"),
  "auth.failed": look("cross", "crit"),
  "call.failed": look("cross", "warn"),
  "call.refused": look("pause", "neutral"),
  "lane.paused": look("pause", "neutral"),
  "lane.resumed": look("ring", "neutral"),
  "command.requested": look("flag", "info"),
  "command.finished": look("flag", "neutral"),
  "command.cancelled": look("flag", "neutral"),
  "alert.opened": look("bell", "crit"),
  "alert.resolved": look("bell", "ok"),
  "alert.acknowledged": look("bell", "neutral"),
};

/** How a fact is drawn, or null for routine facts that would only hide the rest. */
export function markLook(fact: Pick<TimelineFact, "kind" | "data" | "source">): MarkLook | null {
  if (fact.kind === "call.refused" && fact.data?.code === "lane_paused") return null;
  if (fact.kind === "auth.failed" && fact.data?.outcome === "rate_limited") return look("triangle", "warn");
  return LOOKS[fact.kind] ?? null;
}

/** Most urgent first: the look of the first stands for a group. */
const URGENCY: readonly Tone[] = ["contain", "crit", "warn", "info", "ok", "neutral"];
const urgency = ({ tone }: MarkLook): number => URGENCY.indexOf(tone);

/** Facts in sight as marks, oldest first; neighbours nearer than `nearest` become one with a count, looking like the most urgent. */
export function timelineMarks(input: TimelineInput, view: Viewport, nearest: number): TimelineMark[] {
  const marks: TimelineMark[] = [];
  for (const fact of [...input.entries].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    const mark = markOf(fact, input, view);
    if (!mark) continue;
    const near = marks.findLast((other) => other.generation === mark.generation && mark.at - other.at < nearest);
    if (near) join(near, mark);
    else marks.push(mark);
  }
  return marks;
}

/** What is read out is the most urgent of the group, of equals the newest. */
function join(group: TimelineMark, mark: TimelineMark): void {
  const ids = [...group.ids, mark.id];
  if (urgency(mark) <= urgency(group)) Object.assign(group, mark, { at: group.at });
  group.ids = ids;
}

function markOf(fact: TimelineFact, input: TimelineInput, view: Viewport): TimelineMark | null {
  const shape = markLook(fact);
  const atMs = Date.parse(fact.at);
  const at = shareOf(view, atMs);
  if (!shape || at < 0 || at > 1) return null;
  return { ...shape, id: fact.id, ids: [fact.id], atMs, at, summary: fact.summary, generation: generationOf(fact, input) };
}

/** The mark one step before or after the chosen one; with none chosen, the last one. */
export function neighbourMark(marks: readonly TimelineMark[], selectedId: string | null, step: 1 | -1): TimelineMark | null {
  const index = marks.findIndex((mark) => selectedId !== null && mark.ids.includes(selectedId));
  if (index === -1) return marks.at(-1) ?? null;
  return marks[Math.min(marks.length - 1, Math.max(0, index + step))] ?? null;
}

/** The bar that a fact belongs to: where two credentials go by one number, the one with its fingerprint. */
function generationOf({ source, data }: TimelineFact, { generations }: TimelineInput): string | null {
  if (source !== "event") return null;
  const numbered = generations.filter(({ number }) => number === data?.generation);
  const named = numbered.find(({ fingerprint }) => fingerprint === data?.fingerprint) ?? numbered[0];
  return named ? generationKey(named) : null;
}
