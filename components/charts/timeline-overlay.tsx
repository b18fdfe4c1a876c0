import { formatClockSeconds } from "#components/ui/format-instant.ts";
import { patternFill } from "./chart-patterns.tsx";
import { percent } from "./percent.ts";
import type { Overlay } from "./timeline-overlays.ts";
import { type axisTicks, shareOf, type Viewport } from "./timeline-viewport.ts";

const RAGGED = `M0 0${"l4 5l-4 5".repeat(60)}`;

interface TimelineGridProps {
  view: Viewport;
  ticks: ReturnType<typeof axisTicks>;
}

/** One faint line per tick, behind the tracks. */
export function TimelineGrid({ view, ticks }: TimelineGridProps) {
  return (
    <svg width="100%" height="100%" className="absolute inset-0 overflow-hidden" aria-hidden="true">
      {ticks.map((tick) => (
        <line
          key={tick.atMs}
          x1={percent(shareOf(view, tick.atMs))}
          x2={percent(shareOf(view, tick.atMs))}
          y1="0"
          y2="100%"
          strokeDasharray="2 4"
          className="stroke-line"
        />
      ))}
    </svg>
  );
}

interface TimelineOverlayProps {
  periods: readonly Overlay[];
  patterns: string;
}

/** Everything that holds for a while, behind the tracks, whose labels stay legible over it. */
export function TimelineBackdrop({ periods, patterns }: TimelineOverlayProps) {
  return (
    <svg width="100%" height="100%" className="absolute inset-0 overflow-hidden" aria-hidden="true">
      {periods.map((period) => (
        <Period key={`${period.kind}-${period.from}-${period.to}`} period={period} patterns={patterns} />
      ))}
    </svg>
  );
}

/** The now line, and what dims the tracks for a while. */
export function TimelineOverlay({ view, nowMs, periods, patterns }: TimelineOverlayProps & { view: Viewport; nowMs: number }) {
  const now = shareOf(view, nowMs);
  return (
    <svg width="100%" height="100%" className="absolute inset-0 overflow-hidden" aria-hidden="true">
      {periods.map((period) => (
        <Period key={`${period.kind}-${period.from}-${period.to}`} period={period} patterns={patterns} />
      ))}
      {now >= 0 && now <= 1 && <line x1={percent(now)} x2={percent(now)} y1="0" y2="100%" className="stroke-ink" />}
    </svg>
  );
}

function Period({ period, patterns }: { period: Overlay; patterns: string }) {
  const box = { x: percent(period.from), width: percent(period.to - period.from), height: "100%" };
  switch (period.kind) {
    case "degraded":
      return (
        <>
          <rect {...box} fill={patternFill(patterns, "hatch")} className="opacity-60" />
          {period.open && (
            <svg x={percent(period.to)} overflow="visible" aria-hidden="true">
              <path d={RAGGED} className="fill-none stroke-crit" strokeWidth="1.5" />
            </svg>
          )}
        </>
      );
    case "away":
      return <rect {...box} className="fill-line-strong opacity-40" />;
    case "rate_limited":
      return <rect {...box} fill={patternFill(patterns, "stripes")} className="opacity-70" />;
    case "silent":
      return <rect {...box} className="fill-surface/45" />;
    case "paused":
    case "contained":
      return (
        <rect
          {...box}
          y="1"
          rx="4"
          strokeWidth="1.5"
          className={period.kind === "paused" ? "fill-none stroke-neutral" : "fill-none stroke-contain"}
        />
      );
  }
}

/** Labelled moments on top, the now label over its line. */
export function TimelineAxis({ view, nowMs, ticks }: { view: Viewport; nowMs: number; ticks: ReturnType<typeof axisTicks> }) {
  const now = shareOf(view, nowMs);
  return (
    <svg width="100%" height="34" className="block overflow-visible text-xs" aria-hidden="true">
      {now >= 0 && now <= 1 && (
        <text x={percent(now)} y="11" textAnchor="middle" className="fill-ink font-medium">
          now {formatClockSeconds(nowMs)} UTC
        </text>
      )}
      {ticks.map((tick) => (
        <text key={tick.atMs} x={percent(shareOf(view, tick.atMs))} y="28" textAnchor="middle" className="fill-muted">
          {tick.label}
        </text>
      ))}
    </svg>
  );
}
