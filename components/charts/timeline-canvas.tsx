"use client";
import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import { formatClockSeconds } from "#components/ui/format-instant.ts";
import { ChartPatterns } from "./chart-patterns.tsx";
import { LeaseStrip, TimelineBar, TRACK } from "./timeline-bar.tsx";
import { TimelineGlyph } from "./timeline-glyph.tsx";
import { TimelineHealth } from "./timeline-health.tsx";
import type { TimelineInput } from "./timeline-input.ts";
import { neighbourMark, type TimelineMark, timelineMarks } from "./timeline-marks.ts";
import { TimelineAxis, TimelineBackdrop, TimelineGrid, TimelineOverlay } from "./timeline-overlay.tsx";
import { type HealthBand, healthBands, overlays } from "./timeline-overlays.ts";
import { TimelinePeriods } from "./timeline-periods.tsx";
import { generationTracks } from "./timeline-track.ts";
import { TimelineTrackRow } from "./timeline-track-row.tsx";
import { axisTicks, type Viewport } from "./timeline-viewport.ts";
import { useElementWidth } from "./use-element-width.ts";

const TICK_PX = 90;
/* Room for a glyph with the count beside it. */
const MARK_PX = 28;
/* The tracks without the column of their labels. */
const OVERLAY_AREA = "pointer-events-none absolute inset-y-0 right-0 left-14";
const EVENTS_HEIGHT = 28;
const ARROWS: Record<string, 1 | -1> = { ArrowLeft: -1, ArrowRight: 1 };

interface TimelineCanvasProps {
  input: TimelineInput;
  view: Viewport;
  nowMs: number;
  missingScopes: number;
  selectedId: string | null;
  onSelect(id: string | null): void;
  onPickBand(band: HealthBand): void;
}

/** The picture itself, and a line that reads out the chosen mark; the arrow keys walk the marks. */
export function TimelineCanvas({ input, view, nowMs, missingScopes, selectedId, onSelect, onPickBand }: TimelineCanvasProps) {
  const patterns = useId();
  const area = useRef<HTMLDivElement>(null);
  const widthPx = useElementWidth(area);
  const ticks = axisTicks(view, Math.max(2, widthPx / TICK_PX));
  const marks = timelineMarks(input, view, MARK_PX / widthPx);
  const periods = overlays(input, view, nowMs);
  const glyphs = (generation: string | null, y: number) =>
    marks
      .filter((mark) => mark.generation === generation)
      .map((mark) => <TimelineGlyph key={mark.id} mark={mark} y={y} selected={isChosen(mark, selectedId)} onSelect={onSelect} />);
  return (
    <>
      <ChartPatterns prefix={patterns} />
      <MarkWalker marks={marks} selectedId={selectedId} onSelect={onSelect}>
        <TimelineTrackRow label="">
          <TimelineAxis view={view} nowMs={nowMs} ticks={ticks} />
        </TimelineTrackRow>
        <div className="relative">
          <div ref={area} className={OVERLAY_AREA}>
            <TimelineGrid view={view} ticks={ticks} />
            <TimelineBackdrop periods={periods.filter(({ kind }) => kind !== "silent")} patterns={patterns} />
          </div>
          <TimelineTrackRow label="Health">
            <TimelineHealth bands={healthBands(input, view, nowMs)} widthPx={widthPx} onPick={onPickBand} />
          </TimelineTrackRow>
          <TimelineTrackRow label="Events">
            <svg width="100%" height={EVENTS_HEIGHT} className="block overflow-visible" aria-hidden="true">
              {glyphs(null, EVENTS_HEIGHT / 2)}
            </svg>
          </TimelineTrackRow>
          {generationTracks(input, { view, nowMs, missingScopes }).map((track) => (
            <TimelineTrackRow key={track.key} label={track.label}>
              <svg width="100%" height={TRACK.height} className="block overflow-visible" aria-hidden="true">
                <TimelineBar track={track} widthPx={widthPx} patterns={patterns} />
                {glyphs(track.key, TRACK.middle)}
              </svg>
              {track.leases.length > 0 && <LeaseStrip leases={track.leases} patterns={patterns} />}
            </TimelineTrackRow>
          ))}
          <div className={OVERLAY_AREA}>
            <TimelineOverlay
              view={view}
              nowMs={nowMs}
              periods={periods.filter(({ kind }) => kind === "silent")}
              patterns={patterns}
            />
          </div>
        </div>
      </MarkWalker>
      <Readout mark={marks.find((mark) => isChosen(mark, selectedId)) ?? null} marks={marks.length} />
      <TimelinePeriods periods={periods} patterns={patterns} />
    </>
  );
}

const isChosen = (mark: TimelineMark, selectedId: string | null): boolean => selectedId !== null && mark.ids.includes(selectedId);

interface MarkWalkerProps {
  marks: readonly TimelineMark[];
  selectedId: string | null;
  onSelect(id: string | null): void;
  children: ReactNode;
}

/** To a screen reader the picture is one slider over its marks. */
function MarkWalker({ marks, selectedId, onSelect, children }: MarkWalkerProps) {
  const index = marks.findIndex((mark) => isChosen(mark, selectedId));
  const walk = (event: KeyboardEvent) => {
    const step = ARROWS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onSelect(neighbourMark(marks, selectedId, step)?.id ?? null);
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Marks on the timeline"
      aria-valuemin={0}
      aria-valuemax={marks.length}
      aria-valuenow={index + 1}
      aria-valuetext={marks[index] ? readout(marks[index]) : "No mark chosen"}
      onKeyDown={walk}
      className="rounded-control pb-1"
    >
      {children}
    </div>
  );
}

const readout = (mark: TimelineMark): string =>
  `${formatClockSeconds(mark.atMs)} UTC · ${mark.summary}${mark.ids.length > 1 ? ` (and ${mark.ids.length - 1} more)` : ""}`;

function Readout({ mark, marks }: { mark: TimelineMark | null; marks: number }) {
  const hint = marks === 0 ? "No marks in this stretch of time" : "Point at a mark, or walk them with ← and →";
  return <p className="min-h-6 pt-1 text-[13px] text-muted">{mark ? <span className="text-ink">{readout(mark)}</span> : hint}</p>;
}
