import { formatClock, formatClockSeconds, formatDay } from "#components/ui/format-instant.ts";
import { instantOf } from "./lane-end.ts";
import type { TimelineInput } from "./timeline-input.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How far left and right the now line may stand while the view follows it. */
const NOW_SHARE = { least: 0.25, most: 0.75 } as const;

/** Widths that zoom steps through. */
export const SPANS_MS = [
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
  3 * DAY_MS,
  7 * DAY_MS,
  14 * DAY_MS,
  30 * DAY_MS,
  90 * DAY_MS,
] as const;

const TICK_STEPS_MS = [
  10 * SECOND_MS,
  30 * SECOND_MS,
  MINUTE_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
  2 * DAY_MS,
  7 * DAY_MS,
  14 * DAY_MS,
  30 * DAY_MS,
] as const;

const MARGIN = 1.05;
const LEASES_SHOWN = 4;
/** An end that is farther away than so many times the story is left outside, or all that happened would be one dot. */
const FARTHEST_END = 8;

/** A stretch of time on a linear axis. */
export interface Viewport {
  fromMs: number;
  toMs: number;
}

/** How much time to show, and at which share of it now stands. */
export interface Frame {
  spanMs: number;
  nowShare: number;
}

/** The stretch around now, moved by `shiftMs` (negative looks back). */
export function viewportAt(nowMs: number, { spanMs, nowShare }: Frame, shiftMs: number): Viewport {
  const fromMs = nowMs - spanMs * nowShare + shiftMs;
  return { fromMs, toMs: fromMs + spanMs };
}

/** Share of the width at which a moment stands; outside 0 to 1 it is out of sight. */
export const shareOf = (view: Viewport, atMs: number): number => (atMs - view.fromMs) / (view.toMs - view.fromMs);

/** The frame that shows the current credential from its issue to its end, as far as that is legible. */
export function fittingFrame(input: TimelineInput, nowMs: number): Frame {
  const pastMs = Math.max(MINUTE_MS, nowMs - storyBegins(input, nowMs));
  const endMs = instantOf(input.deadlines.expires_at);
  const leftMs = endMs === null ? 0 : Math.max(0, endMs - nowMs);
  const aheadMs = leftMs > pastMs * FARTHEST_END ? pastMs : leftMs;
  const nowShare = Math.min(NOW_SHARE.most, Math.max(NOW_SHARE.least, pastMs / (pastMs + aheadMs)));
  const wanted = Math.max(pastMs / nowShare, aheadMs / (1 - nowShare)) * MARGIN;
  return { spanMs: SPANS_MS.find((span) => span >= wanted) ?? 90 * DAY_MS, nowShare };
}

/** When what an operator looks at began: a few leases ago, at the issue of the credential, or at the first event that is known. */
function storyBegins({ leases, generations, entries }: TimelineInput, nowMs: number): number {
  const newest = generations.find((generation) => generation.state === "serving") ?? generations[0];
  const issued = leases.at(-LEASES_SHOWN)?.issued_at ?? leases[0]?.issued_at ?? newest?.issued_at ?? newest?.first_seen_at;
  const issuedMs = issued ? Date.parse(issued) : nowMs - HOUR_MS;
  const firstMs = Math.min(issuedMs, ...entries.map((entry) => Date.parse(entry.at)));
  return leases.length > 0 ? issuedMs : Math.max(firstMs, Math.min(issuedMs, nowMs - HOUR_MS));
}

/** The next wider (+1) or narrower (−1) width; the same one at either end. */
export function zoomed(spanMs: number, direction: 1 | -1): number {
  const index = SPANS_MS.findIndex((span) => span >= spanMs);
  return SPANS_MS[index + direction] ?? spanMs;
}

/** Labelled moments of the axis, at most `most` of them. */
export function axisTicks(view: Viewport, most: number): { atMs: number; label: string }[] {
  const spanMs = view.toMs - view.fromMs;
  const stepMs = TICK_STEPS_MS.find((step) => spanMs / step <= most) ?? 30 * DAY_MS;
  const ticks = [];
  for (let atMs = Math.ceil(view.fromMs / stepMs) * stepMs; atMs <= view.toMs; atMs += stepMs) {
    ticks.push({ atMs, label: tickLabel(atMs, stepMs) });
  }
  return ticks;
}

function tickLabel(atMs: number, stepMs: number): string {
  if (atMs % DAY_MS === 0 || stepMs >= DAY_MS) return formatDay(atMs);
  return stepMs < MINUTE_MS ? formatClockSeconds(atMs) : formatClock(atMs);
}
