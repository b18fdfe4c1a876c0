import { cx } from "#components/ui/cx.ts";
import { formatClockSeconds } from "#components/ui/format-instant.ts";
import { BOARD_STOPS, PAST_SHARE, stopPosition } from "./expiry-scale.ts";
import { percent } from "./percent.ts";

const ON_PHONE: ReadonlySet<string> = new Set(["−24 h", "5 min", "6 h", "7 d"]);

/** The scale above the rows; it stays in sight while a long board scrolls. */
export function ExpiryAxis({ nowMs, columns }: { nowMs: number; columns: string }) {
  return (
    <div aria-hidden="true" className={cx("sticky top-13 z-10 grid bg-surface px-2 text-xs text-muted tabular-nums", columns)}>
      <span className="hidden sm:block" />
      <svg width="100%" height="34" className="col-span-full block overflow-visible sm:col-span-1" aria-hidden="true">
        <text x={percent(PAST_SHARE)} y="11" textAnchor="middle" className="fill-current font-medium text-ink">
          now {formatClockSeconds(nowMs)} UTC
        </text>
        {BOARD_STOPS.map((stop, index) => (
          <text
            key={stop.label}
            x={percent(stopPosition(index))}
            y="28"
            className={cx(
              "fill-current",
              anchorClass(index),
              stop.offsetMs === 0 && "hidden",
              !ON_PHONE.has(stop.label) && "max-sm:hidden",
            )}
          >
            {stop.label}
          </text>
        ))}
      </svg>
      <span className="hidden sm:block" />
    </div>
  );
}

/** Band limits and the now line, drawn once behind all rows. */
export function ExpiryGrid({ columns }: { columns: string }) {
  return (
    <div aria-hidden="true" className={cx("pointer-events-none absolute inset-0 hidden px-2 sm:grid", columns)}>
      <span />
      <svg width="100%" height="100%" className="block" aria-hidden="true">
        {BOARD_STOPS.map((stop, index) => (
          <line
            key={stop.label}
            x1={percent(stopPosition(index))}
            x2={percent(stopPosition(index))}
            y1="0"
            y2="100%"
            strokeDasharray={stop.offsetMs === 0 ? undefined : "2 4"}
            className={stop.offsetMs === 0 ? "stroke-current" : "stroke-line"}
          />
        ))}
      </svg>
      <span />
    </div>
  );
}

/** The first label leans outwards where there is room, so that it keeps clear of its neighbour. */
function anchorClass(index: number): string {
  if (index === 0) return "[text-anchor:start] sm:[text-anchor:middle]";
  return index === BOARD_STOPS.length - 1 ? "[text-anchor:end]" : "[text-anchor:middle]";
}
