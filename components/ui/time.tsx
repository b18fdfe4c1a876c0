"use client";
import { formatAge } from "./format-age.ts";
import { formatDuration } from "./format-duration.ts";
import { formatClockSeconds, formatInstant } from "./format-instant.ts";
import { useServerNow } from "./server-clock.ts";

interface TimeProps {
  at: string;
  /** `relative`: "12 min ago", "in 2 h". `absolute`: "02:14 UTC". `both`: one after the other; `stacked`: one under the other. `since`: "02:14 UTC (12 min)". */
  show?: "relative" | "absolute" | "both" | "stacked" | "since";
}

const HOUR_MS = 3_600_000;

/** "in 4 min 12 s", "12 min ago", "now". */
function formatRelative(atMs: number, nowMs: number): string {
  const aheadMs = atMs - nowMs;
  if (Math.abs(aheadMs) < 1_000) return "now";
  return aheadMs > 0 ? `in ${formatDuration(aheadMs)}` : `${formatAge(-aheadMs)} ago`;
}

/** A moment by the server's clock. The full UTC time is its title; within the hour it counts in seconds. */
export function Time({ at, show = "relative" }: TimeProps) {
  const atMs = Date.parse(at);
  const coarse = useServerNow(15_000);
  const fine = useServerNow(Math.abs(atMs - coarse) < HOUR_MS ? 1_000 : 15_000);
  const absolute = formatInstant(atMs, fine);
  const relative = formatRelative(atMs, fine);
  return (
    <time
      dateTime={at}
      title={`${new Date(atMs).toISOString().slice(0, 10)} ${formatClockSeconds(atMs)} UTC`}
      className="whitespace-nowrap"
    >
      {show === "absolute" || show === "since" ? absolute : relative}
      {show === "both" && <span className="text-muted"> · {absolute}</span>}
      {show === "stacked" && <span className="block text-[13px] text-muted">{absolute}</span>}
      {show === "since" && ` (${formatAge(fine - atMs)})`}
    </time>
  );
}
