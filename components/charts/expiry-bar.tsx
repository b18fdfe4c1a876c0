import { cx } from "#components/ui/cx.ts";
import { patternFill } from "./chart-patterns.tsx";
import type { ExpiryRow, Segment } from "./expiry-row.ts";
import { PAST_SHARE } from "./expiry-scale.ts";
import { percent } from "./percent.ts";

const HEIGHT = 28;
const MIDDLE = 14;
const BAR = { y: 8, height: 12 };
const NARROWED = { y: 12, height: 8 };

/** The picture of one row: at most twelve nodes, lengths in percent so that no script measures the page. */
export function ExpiryBar({ row, patterns }: { row: ExpiryRow; patterns: string }) {
  return (
    <svg width="100%" height={HEIGHT} className={cx("block overflow-visible", row.dimmed && "opacity-55")} aria-hidden="true">
      <line x1={percent(PAST_SHARE)} x2={percent(PAST_SHARE)} y1="0" y2={HEIGHT} className="stroke-current sm:hidden" />
      {row.segments.map((segment) => (
        <SegmentShape key={segment.part} segment={segment} narrowed={row.notchAt !== null} patterns={patterns} />
      ))}
      {row.outlined && row.cutAt === null && <Outline row={row} />}
      {row.capAt !== null && (
        <line
          x1={percent(row.capAt)}
          x2={percent(row.capAt)}
          y1={BAR.y - 3}
          y2={BAR.y + BAR.height + 3}
          strokeWidth="2.5"
          className="stroke-current"
        />
      )}
      {row.refreshAt !== null && (
        <circle cx={percent(row.refreshAt)} cy={MIDDLE} r="3.5" strokeWidth="1.5" className="fill-surface stroke-ok" />
      )}
      {row.cutAt !== null && <Cut at={row.cutAt} />}
    </svg>
  );
}

function SegmentShape({ segment, narrowed, patterns }: { segment: Segment; narrowed: boolean; patterns: string }) {
  const box = { x: percent(segment.from), width: percent(segment.to - segment.from), ...BAR };
  const windowBox = narrowed ? { ...box, ...NARROWED } : box;
  switch (segment.part) {
    case "life":
      return <rect {...box} rx="2" strokeWidth="1.5" className="fill-ok/22 stroke-ok" />;
    case "narrowed":
      return <rect {...box} {...NARROWED} strokeWidth="1.5" className="fill-ok/22 stroke-ok" />;
    case "warning":
      return <rect {...windowBox} strokeWidth="1.5" className="fill-warn/30 stroke-warn" />;
    case "refusal":
      return <rect {...windowBox} strokeWidth="1.5" className="fill-warn/70 stroke-warn" />;
    case "dead":
      return (
        <line
          x1={box.x}
          x2={percent(segment.to)}
          y1={MIDDLE}
          y2={MIDDLE}
          strokeWidth="2"
          strokeDasharray="5 4"
          className="stroke-crit"
        />
      );
    case "ghost":
      return (
        <rect
          {...box}
          rx="2"
          strokeDasharray="1.5 3.5"
          strokeLinecap="round"
          strokeWidth="1.5"
          className="fill-none stroke-contain"
        />
      );
    case "fade":
      return <Fade segment={segment} patterns={patterns} />;
    case "stripes":
      return <rect {...box} fill={patternFill(patterns, "stripes")} />;
  }
}

function Fade({ segment, patterns }: { segment: Segment; patterns: string }) {
  return (
    <g className="text-neutral">
      <rect x={percent(segment.from)} width={percent(segment.to - segment.from)} {...BAR} fill={patternFill(patterns, "fade")} />
      <text x={percent(segment.to)} y={MIDDLE + 5} textAnchor="end" fontSize="14" className="fill-muted font-medium">
        ?
      </text>
    </g>
  );
}

/** Paused or contained: the credential keeps ageing underneath, unless it was cut. */
function Outline({ row }: { row: ExpiryRow }) {
  const from = Math.min(1, ...row.segments.map((segment) => segment.from));
  const to = Math.max(from, ...row.segments.map((segment) => segment.to));
  return (
    <>
      <rect
        x={percent(from)}
        width={percent(to - from)}
        y={BAR.y - 4}
        height={BAR.height + 8}
        rx="4"
        strokeWidth="1.5"
        className="fill-none stroke-neutral"
      />
      <svg x={percent(from)} overflow="visible" aria-hidden="true">
        <path d={`M9 ${MIDDLE - 4}v8M13 ${MIDDLE - 4}v8`} strokeWidth="2.5" className="stroke-ink" />
      </svg>
    </>
  );
}

/** A revocation cuts the bar over the full height of the row, so that it can never be taken for an end by date. */
function Cut({ at }: { at: number }) {
  return (
    <svg x={percent(at)} overflow="visible" aria-hidden="true" className="text-contain">
      <line y1="0" y2={HEIGHT} strokeWidth="2.5" stroke="currentColor" />
      <circle cy={MIDDLE} r="6" strokeWidth="2" stroke="currentColor" className="fill-surface" />
      <line x1="-3.6" y1={MIDDLE + 3.6} x2="3.6" y2={MIDDLE - 3.6} strokeWidth="2" stroke="currentColor" />
    </svg>
  );
}
