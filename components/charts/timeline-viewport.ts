import { formatClock, formatClockSeconds, formatDay } from "#components/ui/format-instant.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

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

/** The next wider (+1) or narrower (−1) width; the same one at either end. */
export function zoomed(spanMs: number, direction: 1 | -1): number {
  const next = direction === 1 ? SPANS_MS.find((span) => span > spanMs) : SPANS_MS.findLast((span) => span < spanMs);
  return next ?? spanMs;
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
