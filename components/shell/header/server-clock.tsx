"use client";
import { formatClockSeconds } from "#components/ui/format-instant.ts";
import { useServerNow } from "#components/ui/server-clock.ts";

/** The server's time, by which every countdown on the page goes. */
export function ServerClock() {
  const nowMs = useServerNow();
  return (
    <span className="text-[13px] whitespace-nowrap text-muted" title="Time of the Lanekeeper server">
      {formatClockSeconds(nowMs)} UTC
    </span>
  );
}
