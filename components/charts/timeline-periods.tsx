import { patternFill } from "./chart-patterns.tsx";
import type { Overlay } from "./timeline-overlays.ts";

/** Key of the periods in sight, each with both ends in words. */
export function TimelinePeriods({ periods, patterns }: { periods: readonly Overlay[]; patterns: string }) {
  if (periods.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 pt-1 text-xs text-muted">
      {periods.map((period) => (
        <li key={`${period.kind}-${period.from}-${period.label}`} className="flex items-center gap-1.5">
          <svg width="14" height="12" aria-hidden="true">
            <Swatch kind={period.kind} patterns={patterns} />
          </svg>
          {period.label}
        </li>
      ))}
    </ul>
  );
}

function Swatch({ kind, patterns }: { kind: Overlay["kind"]; patterns: string }) {
  const box = { x: 1, y: 1, width: 12, height: 10, rx: 2 };
  switch (kind) {
    case "away":
      return <rect {...box} className="fill-line-strong" />;
    case "degraded":
      return <rect {...box} fill={patternFill(patterns, "hatch")} />;
    case "rate_limited":
      return <rect {...box} fill={patternFill(patterns, "stripes")} />;
    case "silent":
      return <rect {...box} className="fill-none stroke-line-strong" strokeDasharray="2 2" />;
    case "paused":
      return <rect {...box} className="fill-none stroke-neutral" strokeWidth="1.5" />;
    case "contained":
      return <rect {...box} className="fill-none stroke-contain" strokeWidth="1.5" />;
  }
}
