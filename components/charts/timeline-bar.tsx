import { patternFill } from "./chart-patterns.tsx";
import { percent } from "./percent.ts";
import type { Bar, Flag, GenerationTrack } from "./timeline-track.ts";

export const TRACK = { height: 38, y: 15, bar: 15, middle: 22.5 } as const;
const LETTER_PX = 6.5;
const LEASE = { height: 12, y: 1, bar: 7 } as const;

/** The bar of one generation with its windows, its end and what is left of it. */
export function TimelineBar({ track, widthPx, patterns }: { track: GenerationTrack; widthPx: number; patterns: string }) {
  return (
    <>
      {track.bars.map((bar) => (
        <BarShape key={bar.part} bar={bar} patterns={patterns} />
      ))}
      {track.notch && <FlagText flag={track.notch} widthPx={widthPx} />}
      {track.cap && (
        <>
          <line
            x1={percent(track.cap.at)}
            x2={percent(track.cap.at)}
            y1={TRACK.y - 3}
            y2={TRACK.y + TRACK.bar + 3}
            strokeWidth="2.5"
            className="stroke-ink"
          />
          <FlagText flag={track.cap} widthPx={widthPx} />
        </>
      )}
      {track.beyond && (
        <text x="100%" y="10" textAnchor="end" fontSize="11" className="fill-muted font-medium">
          {track.beyond}
        </text>
      )}
      {track.dead && <FlagText flag={track.dead} widthPx={widthPx} />}
      {track.cut && <RevokedCut flag={track.cut} widthPx={widthPx} />}
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

function BarShape({ bar, patterns }: { bar: Bar; patterns: string }) {
  const box = { x: percent(bar.from), width: percent(bar.to - bar.from), y: TRACK.y, height: TRACK.bar, strokeWidth: 1.5 };
  const half = { y: TRACK.y + TRACK.bar / 2, height: TRACK.bar / 2 };
  switch (bar.part) {
    case "life":
      return <rect {...box} rx="2.5" className="fill-ok/22 stroke-ok" />;
    case "narrowed":
      return <rect {...box} {...half} className="fill-ok/22 stroke-ok" />;
    case "overlap":
      return <rect {...box} {...half} strokeDasharray="2 3" className="fill-ok/10 stroke-ok" />;
    case "retired":
      return <rect {...box} {...half} className="fill-neutral/20 stroke-neutral" />;
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
function RevokedCut({ flag, widthPx }: { flag: Flag; widthPx: number }) {
  return (
    <>
      <svg x={percent(flag.at)} overflow="visible" aria-hidden="true" className="text-contain">
        <line y1="0" y2={TRACK.height} strokeWidth="2.5" stroke="currentColor" />
        <circle cy={TRACK.middle} r="7" strokeWidth="2" stroke="currentColor" className="fill-surface" />
        <line x1="-4.4" y1={TRACK.middle + 4.4} x2="4.4" y2={TRACK.middle - 4.4} strokeWidth="2" stroke="currentColor" />
      </svg>
      <FlagText flag={flag} widthPx={widthPx} />
    </>
  );
}

/** The label stands to the right of its point, to the left where the right has no room, else at the edge. */
function FlagText({ flag, widthPx }: { flag: Flag; widthPx: number }) {
  const pointPx = flag.at * widthPx;
  const labelPx = flag.label.length * LETTER_PX;
  const fitsRight = pointPx + labelPx <= widthPx;
  const fitsLeft = pointPx >= labelPx;
  return (
    <text
      x={fitsRight || fitsLeft ? percent(flag.at) : "100%"}
      dx={fitsRight ? 6 : fitsLeft ? -6 : 0}
      y="10"
      textAnchor={fitsRight ? "start" : "end"}
      fontSize="11"
      className="fill-muted font-medium"
    >
      {flag.label}
    </text>
  );
}
