import { cx } from "#components/ui/cx.ts";
import { patternFill } from "./chart-patterns.tsx";
import type { ExpiryRow, Segment } from "./expiry-row.ts";
import { PAST_SHARE } from "./expiry-scale.ts";
import { percent } from "./percent.ts";

const HEIGHT = 28;
const BAR = { y: 8, height: 12, middle: 14 };
const NARROWED = { y: 12, height: 8 };

/** The picture of one row: at most twelve nodes, lengths in percent so that no script measures the page. */
export function ExpiryBar({ row, patterns }: { row: ExpiryRow; patterns: string }) {
  return (
    <svg width="100%" height={HEIGHT} className={cx("block overflow-visible", row.dimmed && "opacity-55")} aria-hidden="true">
      <line x1={percent(PAST_SHARE)} x2={percent(PAST_SHARE)} y1="0" y2={HEIGHT} className="stroke-current sm:hidden" />
      {row.segments.map((segment) => (
        <SegmentShape key={segment.part} segment={segment} notchAt={row.notchAt} patterns={patterns} />
      ))}
      {row.outlined && <Outline row={row} />}
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
        <circle cx={percent(row.refreshAt)} cy={BAR.middle} r="3.5" strokeWidth="1.5" className="fill-surface stroke-ok" />
      )}
      {row.cutAt !== null && <Cut at={row.cutAt} />}
    </svg>
  );
}

function SegmentShape({ segment, notchAt, patterns }: { segment: Segment; notchAt: number | null; patterns: string }) {
  const box = { x: percent(segment.from), width: percent(segment.to - segment.from), y: BAR.y, height: BAR.height };
  const line = { x1: percent(segment.from), x2: percent(segment.to), y1: BAR.middle, y2: BAR.middle };
  switch (segment.part) {
    case "life":
      return notchAt === null ? (
        <rect {...box} rx="2" strokeWidth="1.5" className="fill-ok/22 stroke-ok" />
      ) : (
        <rect {...box} {...NARROWED} rx="2" strokeWidth="1.5" className="fill-warn/22 stroke-warn" />
      );
    case "warning":
      return <rect {...box} strokeWidth="1.5" className="fill-warn/30 stroke-warn" />;
    case "refusal":
      return <rect {...box} strokeWidth="1.5" className="fill-warn/70 stroke-warn" />;
    case "dead":
      return <line {...line} strokeWidth="2" strokeDasharray="5 4" className="stroke-crit" />;
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
      return <rect {...box} fill={patternFill(patterns, "fade")} className="text-neutral" />;
    case "stripes":
      return <rect {...box} fill={patternFill(patterns, "stripes")} />;
  }
}

function Outline({ row }: { row: ExpiryRow }) {
  const from = Math.min(...row.segments.map((segment) => segment.from));
  const to = Math.max(...row.segments.map((segment) => segment.to));
  if (row.segments.length === 0) return null;
  return (
    <rect
      x={percent(from)}
      width={percent(to - from)}
      y={BAR.y - 4}
      height={BAR.height + 8}
      rx="4"
      strokeWidth="1.5"
      className="fill-none stroke-neutral"
    />
  );
}

/** A revocation cuts the bar over the full height of the row, so that it can never be taken for an end by date. */
function Cut({ at }: { at: number }) {
  return (
    <svg x={percent(at)} overflow="visible" aria-hidden="true" className="text-contain">
      <line y1="0" y2={HEIGHT} strokeWidth="2.5" stroke="currentColor" />
      <circle cy={BAR.middle} r="6" strokeWidth="2" stroke="currentColor" className="fill-surface" />
      <line x1="-3.6" y1={BAR.middle + 3.6} x2="3.6" y2={BAR.middle - 3.6} strokeWidth="2" stroke="currentColor" />
    </svg>
  );
}
