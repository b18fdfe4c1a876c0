import { formatDuration } from "#components/ui/format-duration.ts";
import { formatInstant } from "#components/ui/format-instant.ts";
import type { LaneSummary } from "#lib/contract/lane.ts";

export interface EndText {
  /** "in 2 h 14 min", "ended 3 min ago", "never", "unknown". */
  words: string;
  /** "04:28 UTC", where there is a time. */
  clock: string | null;
}

/** When a lane's credential ends, by the server's time `nowMs`. */
export function laneEndText({ expires_at }: Pick<LaneSummary, "expires_at">, nowMs: number): EndText {
  if (expires_at === null) return { words: "unknown", clock: null };
  if (expires_at === "never") return { words: "never", clock: null };
  const atMs = Date.parse(expires_at);
  const words = atMs > nowMs ? `in ${formatDuration(atMs - nowMs)}` : `ended ${formatDuration(nowMs - atMs)} ago`;
  return { words, clock: formatInstant(atMs, nowMs) };
}
