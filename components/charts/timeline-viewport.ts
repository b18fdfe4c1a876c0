import { formatClock, formatClockSeconds, formatDay } from "#components/ui/format-instant.ts";
import { instantOf } from "./lane-end.ts";
import type { TimelineInput } from "./timeline-input.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Where the now line stands while the view follows it. */
export const NOW_SHARE = 0.65;

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

/** A stretch of time on a linear axis. */
export interface Viewport {
  fromMs: number;
  toMs: number;
}

/** The stretch around now, moved by `shiftMs` (negative looks back). */
export function viewportAt(nowMs: number, spanMs: number, shiftMs: number): Viewport {
  const fromMs = nowMs - spanMs * NOW_SHARE + shiftMs;
  return { fromMs, toMs: fromMs + spanMs };
}

/** Share of the width at which a moment stands; outside 0 to 1 it is out of sight. */
export const shareOf = (view: Viewport, atMs: number): number => (atMs - view.fromMs) / (view.toMs - view.fromMs);

/** Width that shows the current credential from its issue to its end, as far as that is legible. */
export function fittingSpan(input: TimelineInput, nowMs: number): number {
  const newest = input.generations.find((generation) => generation.state === "serving") ?? input.generations[0];
  const lease = input.leases.at(-1);
  const issuedMs = instantOf(lease?.issued_at ?? newest?.issued_at ?? newest?.first_seen_at ?? null);
  const endMs = instantOf(input.deadlines.expires_at);
  const pastMs = issuedMs === null ? HOUR_MS : (nowMs - issuedMs) / NOW_SHARE;
  const aheadMs = endMs === null ? 0 : (endMs - nowMs) / (1 - NOW_SHARE);
  const wanted = Math.max(pastMs, aheadMs) * 1.05;
  return SPANS_MS.find((span) => span >= wanted) ?? 90 * DAY_MS;
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
