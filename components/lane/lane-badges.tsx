"use client";
import { MarkBadge } from "#components/ui/mark-badge.tsx";
import { useServerNow } from "#components/ui/server-clock.ts";
import { laneMarks, type MarkedLane } from "./lane-marks.ts";

/** Cause, freshness, control and rotation of a lane, side by side. */
export function LaneBadges({ lane }: { lane: MarkedLane }) {
  const nowMs = useServerNow(15_000);
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      {laneMarks(lane, nowMs).map(({ mark, word }) => (
        <MarkBadge key={mark.word} mark={mark} word={word} />
      ))}
    </span>
  );
}
