import { patternFill } from "./chart-patterns.tsx";
import { percent } from "./percent.ts";
import { placeLabels } from "./timeline-labels.ts";
import type { Bar, GenerationTrack } from "./timeline-track.ts";

export const TRACK = { height: 38, y: 15, bar: 15, middle: 22.5 } as const;
/* A rim in the colour of the surface keeps a label legible over hatch and grid. */
const LABEL_CLASS = "fill-muted stroke-surface font-medium [paint-order:stroke]";
const LEASE = { height: 12, y: 1, bar: 7 } as const;

/** The bar of one generation with its windows, its end and what is left of it. */
export function TimelineBar({ track, widthPx, patterns }: { track: GenerationTrack; widthPx: number; patterns: string }) {
  return (
    <>
      {track.bars.map((bar) => (
        <BarShape key={bar.part} bar={bar} patterns={patterns} />
      ))}
      {track.cap && (
        <line
          x1={percent(track.cap.at)}
          x2={percent(track.cap.at)}
          y1={TRACK.y - 3}
          y2={TRACK.y + TRACK.bar + 3}
          strokeWidth="2.5"
          className="stroke-ink"
        />
      )}
      {track.cut && <RevokedCut at={track.cut.at} />}
      {placeLabels(track, widthPx).map(({ text, x, anchor }) => (
        <text key={text} x={x} y="10" textAnchor={anchor} fontSize="11" strokeWidth="4" className={LABEL_CLASS}>
          {text}
        </text>
      ))}
    </>
  );
}

const LEASE_CLASSES: Partial<Record<Bar["part"], string>> = {
  life: "fill-ok/22 stroke-ok",
  warning: "fill-warn/30 stroke-warn",
  refusal: "fill-warn/70 stroke-warn",
};

/** Leases of a generation: thin bars, each a token of its own. */
export function LeaseStrip({ leases, patterns }: { leases: readonly Bar[]; patterns: string }) {
  return (
    <svg width="100%" height={LEASE.height} className="block" aria-hidden="true">
      {leases.map((lease) => (
        <rect
          key={`${lease.part}-${lease.from}-${lease.to}`}
          x={percent(lease.from)}
          width={percent(lease.to - lease.from)}
          y={LEASE.y}
          height={LEASE.bar}
          rx="1.5"
          {...(lease.part === "fade" ? { fill: patternFill(patterns, "fade") } : { className: LEASE_CLASSES[lease.part] })}
        />
      ))}
    </svg>
  );
}

/** An overlap of a second must not vanish in a view of an hour. */
const atLeastVisible = (bar: Bar) => ({ width: `max(${percent(bar.to - bar.from)}, 4px)` });

function BarShape({ bar, patterns }: { bar: Bar; patterns: string }) {
  const box = { x: percent(bar.from), width: percent(bar.to - bar.from), y: TRACK.y, height: TRACK.bar, strokeWidth: 1.5 };
  const half = { y: TRACK.y + TRACK.bar / 2, height: TRACK.bar / 2 };
  switch (bar.part) {
    case "life":
      return <rect {...box} rx="2.5" className="fill-ok/22 stroke-ok" />;
    case "narrowed":
      return <rect {...box} {...half} className="fill-ok/22 stroke-ok" />;
    case "overlap":
      return <rect {...box} {...half} style={atLeastVisible(bar)} strokeDasharray="2 3" className="fill-ok/10 stroke-ok" />;
    case "retired":
      return <rect {...box} {...half} style={atLeastVisible(bar)} className="fill-neutral/20 stroke-neutral" />;
    case "warning":
      return <rect {...box} className="fill-warn/30 stroke-warn" />;
    case "refusal":
      return <rect {...box} className="fill-warn/70 stroke-warn" />;
    case "dead":
      return (
        <line
          x1={box.x}
          x2={percent(bar.to)}
          y1={TRACK.middle}
          y2={TRACK.middle}
          strokeWidth="2"
          strokeDasharray="6 4"
          className="stroke-crit"
        />
      );
    case "ghost":
      return <rect {...box} rx="2.5" strokeDasharray="1.5 3.5" strokeLinecap="round" className="fill-none stroke-contain" />;
    case "fade":
      return <UnknownEnd bar={bar} fill={patternFill(patterns, "fade")} />;
  }
}

function UnknownEnd({ bar, fill }: { bar: Bar; fill: string }) {
  return (
    <g className="text-neutral">
      <rect x={percent(bar.from)} width={percent(bar.to - bar.from)} y={TRACK.y} height={TRACK.bar} fill={fill} />
      <text x={percent(bar.to)} y={TRACK.middle + 5} textAnchor="end" fontSize="14" className="fill-muted font-medium">
        ?
      </text>
    </g>
  );
}

/** A revocation cuts the bar over the full height, so that it can never be taken for an end by date. */
function RevokedCut({ at }: { at: number }) {
  return (
    <svg x={percent(at)} overflow="visible" aria-hidden="true" className="text-contain">
      <line y1="0" y2={TRACK.height} strokeWidth="2.5" stroke="currentColor" />
      <circle cy={TRACK.middle} r="7" strokeWidth="2" stroke="currentColor" className="fill-surface" />
      <line x1="-4.4" y1={TRACK.middle + 4.4} x2="4.4" y2={TRACK.middle - 4.4} strokeWidth="2" stroke="currentColor" />
    </svg>
  );
}
