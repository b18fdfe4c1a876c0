const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Share of the width that shows the past. */
export const PAST_SHARE = 0.2;

/** Ends of the equal bands of the board, as offsets from now: a token of minutes, one of an hour and a ninety-day key are all legible. */
export const BOARD_STOPS = [
  { label: "−24 h", offsetMs: -DAY_MS },
  { label: "−1 h", offsetMs: -HOUR_MS },
  { label: "−5 min", offsetMs: -5 * MINUTE_MS },
  { label: "now", offsetMs: 0 },
  { label: "5 min", offsetMs: 5 * MINUTE_MS },
  { label: "1 h", offsetMs: HOUR_MS },
  { label: "6 h", offsetMs: 6 * HOUR_MS },
  { label: "24 h", offsetMs: DAY_MS },
  { label: "7 d", offsetMs: 7 * DAY_MS },
  { label: "30 d", offsetMs: 30 * DAY_MS },
  { label: "90 d", offsetMs: 90 * DAY_MS },
] as const;

const NOW_INDEX = BOARD_STOPS.findIndex((stop) => stop.offsetMs === 0);

/** Where a stop stands on the board, 0 (left) to 1 (right). */
export function stopPosition(index: number): number {
  if (index <= NOW_INDEX) return (index / NOW_INDEX) * PAST_SHARE;
  return PAST_SHARE + ((index - NOW_INDEX) / (BOARD_STOPS.length - 1 - NOW_INDEX)) * (1 - PAST_SHARE);
}

/** Where an offset from now stands on the board, 0 to 1; what lies beyond either end is held at that end. */
export function boardPosition(offsetMs: number): number {
  const upper = BOARD_STOPS.findIndex((stop) => offsetMs <= stop.offsetMs);
  if (upper === 0) return 0;
  const from = BOARD_STOPS[upper - 1];
  const to = BOARD_STOPS[upper];
  if (!from || !to) return 1;
  const share = (offsetMs - from.offsetMs) / (to.offsetMs - from.offsetMs);
  return stopPosition(upper - 1) + share * (stopPosition(upper) - stopPosition(upper - 1));
}
