import { markLook } from "#components/charts/timeline-marks.ts";
import { CONDITION_MARKS } from "#components/ui/condition-marks.ts";
import type { Tone } from "#components/ui/tone.ts";
import type { TimelineEntry } from "#lib/contract/timeline.ts";
import { CONDITIONS } from "#lib/domain/vocabulary.ts";

/** Urgency of an entry: as its mark in the picture; a change of view has that of the health it led to. */
export function entryTone(entry: TimelineEntry): Tone {
  const look = markLook(entry);
  if (look) return look.tone;
  if (entry.kind === "lane.contained") return "contain";
  const health = CONDITIONS.find((condition) => condition === entry.data?.health);
  return entry.source === "transition" && health ? CONDITION_MARKS[health].tone : "neutral";
}
