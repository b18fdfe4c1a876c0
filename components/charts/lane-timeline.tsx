"use client";
import { useId, useState } from "react";
import { fittingFrame } from "./fitting-frame.ts";
import { TimelineCanvas } from "./timeline-canvas.tsx";
import type { TimelineInput } from "./timeline-input.ts";
import type { HealthBand } from "./timeline-overlays.ts";
import { TimelineTable } from "./timeline-table.tsx";
import { timelineLines } from "./timeline-text.ts";
import { TimelineTools } from "./timeline-tools.tsx";
import { viewportAt, zoomed } from "./timeline-viewport.ts";

export interface LaneTimelineProps {
  timeline: TimelineInput;
  /** The server's time. */
  nowMs: number;
  /** Scopes that the routes need and the serving generation lacks. */
  missingScopes: number;
  /** The fact under the pointer or the arrow keys, shared with the list of events. */
  selectedId: string | null;
  onSelect(id: string | null): void;
  onPickBand(band: HealthBand): void;
  /** The view now begins at this moment: time to read that far back. */
  onLookBack(fromMs: number): void;
}

/** The life of one lane on a linear axis: what was, where now is, and what the clock will do next. */
export function LaneTimeline({
  timeline,
  nowMs,
  missingScopes,
  selectedId,
  onSelect,
  onPickBand,
  onLookBack,
}: LaneTimelineProps) {
  const words = useId();
  const [frame, setFrame] = useState(() => fittingFrame(timeline, nowMs));
  const [shiftMs, setShiftMs] = useState(0);
  const [asTable, setAsTable] = useState(false);
  const { spanMs } = frame;
  const show = (nextSpanMs: number, nextShiftMs: number) => {
    const next = { ...frame, spanMs: nextSpanMs };
    setFrame(next);
    setShiftMs(nextShiftMs);
    onLookBack(viewportAt(nowMs, next, nextShiftMs).fromMs);
  };
  return (
    <figure aria-describedby={words} className="m-0">
      <p id={words} className="sr-only">
        {timelineLines(timeline, nowMs)
          .map((line) => `${line.what}: ${line.facts}`)
          .join(". ")}
      </p>
      <TimelineTools
        spanMs={spanMs}
        following={shiftMs === 0}
        asTable={asTable}
        onZoom={(direction) => show(zoomed(spanMs, direction), shiftMs)}
        onMove={(direction) => show(spanMs, shiftMs + (direction * spanMs) / 2)}
        onFollow={() => show(spanMs, 0)}
        onTable={setAsTable}
      />
      {asTable ? (
        <TimelineTable input={timeline} nowMs={nowMs} />
      ) : (
        <TimelineCanvas
          input={timeline}
          view={viewportAt(nowMs, frame, shiftMs)}
          nowMs={nowMs}
          missingScopes={missingScopes}
          selectedId={selectedId}
          onSelect={onSelect}
          onPickBand={onPickBand}
        />
      )}
    </figure>
  );
}
