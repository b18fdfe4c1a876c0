import { instantOf } from "./lane-end.ts";
import type { TimelineInput } from "./timeline-input.ts";
import { markLook } from "./timeline-marks.ts";
import type { Frame } from "./timeline-viewport.ts";

const MINUTE_MS = 60_000;

/** Where now stands: here as a rule, farther left where the end of the credential is near enough to be shown whole. */
const NOW_SHARE = { least: 1 / 3, rule: 0.7 } as const;

const MARGIN = 1.06;
/** The past that is shown at first is never shorter nor longer than this. */
const PAST_MS = { least: 3.5 * MINUTE_MS, most: 24 * 60 * MINUTE_MS } as const;
/** After a silence so many times as long as the story up to it, an older story begins. */
const STORY_GAP = 4;
/** More marks than these are a routine, of which the newest tell enough. */
const MARKS_SHOWN = 16;
/** An end that is farther away than so many times the story is told at the edge, or all that happened would be one dot. */
const FARTHEST_END = 2;

/** The frame to begin with: wide enough for the latest story, and for the end of the credential where that is near. */
export function fittingFrame(input: TimelineInput, nowMs: number): Frame {
  const pastMs = latestStoryMs(input, nowMs) * MARGIN;
  const endMs = instantOf(input.deadlines.expires_at);
  const aheadMs = endMs === null ? 0 : Math.max(0, endMs - nowMs) * MARGIN;
  const ruledMs = pastMs / NOW_SHARE.rule;
  if (pastMs + aheadMs <= ruledMs || aheadMs > pastMs * FARTHEST_END) return { spanMs: ruledMs, nowShare: NOW_SHARE.rule };
  return { spanMs: pastMs + aheadMs, nowShare: Math.max(NOW_SHARE.least, pastMs / (pastMs + aheadMs)) };
}

/** How far back the latest story reaches: over its marks, newest first, up to the silence before it. */
function latestStoryMs({ entries, generations }: TimelineInput, nowMs: number): number {
  const begins = generations.map((generation) => generation.issued_at ?? generation.first_seen_at);
  const told = [...entries.filter((entry) => markLook(entry) !== null).map(({ at }) => at), ...begins];
  const ages = told
    .map((at) => nowMs - Date.parse(at))
    .filter((ageMs) => ageMs >= 0 && ageMs <= PAST_MS.most)
    .sort((one, other) => one - other);
  return ages
    .slice(0, MARKS_SHOWN)
    .reduce<number>((reachMs, ageMs) => (ageMs <= reachMs * STORY_GAP ? Math.max(reachMs, ageMs) : reachMs), PAST_MS.least);
}
