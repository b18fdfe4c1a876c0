"use client";
import { TriangleAlert } from "lucide-react";
import { formatDuration } from "#components/ui/format-duration.ts";
import { formatClockSeconds } from "#components/ui/format-instant.ts";
import { serverNowMs } from "#components/ui/server-clock.ts";
import { useFreshness } from "./use-freshness.ts";

/** Says how old the screen is once nothing has answered for a minute. Actions stay open: the server checks them. */
export function StaleBanner() {
  const freshness = useFreshness();
  if (freshness.state !== "stale") return null;
  return (
    <p
      role="status"
      className="flex items-start gap-2 border-b border-l-2 border-line border-l-crit bg-crit/10 px-4 py-2 text-sm sm:px-5"
    >
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-crit" />
      <span>
        Data is from {formatClockSeconds(freshness.sinceMs)} UTC ({formatDuration(serverNowMs() - freshness.sinceMs)} ago).
        Actions still go to the server and are checked there.
      </span>
    </p>
  );
}
