import { useId } from "react";
import { CONDITION_MARKS, FRESHNESS_MARKS, type Mark } from "#components/ui/condition-marks.ts";
import { cx } from "#components/ui/cx.ts";
import { ListLink } from "#components/ui/list-link.tsx";
import { TONE_TEXT } from "#components/ui/tone.ts";
import type { BoardLane } from "./board-lane.ts";
import { ChartPatterns } from "./chart-patterns.tsx";
import { ExpiryAxis, ExpiryGrid } from "./expiry-axis.tsx";
import { ExpiryBar } from "./expiry-bar.tsx";
import { expiryRow } from "./expiry-row.ts";
import { describeRow, endClock, endWords } from "./expiry-text.ts";

/** One column on a phone, name | picture | end on a wider screen; axis and rows must agree on it. */
const BOARD_COLUMNS = "grid-cols-[1fr_auto] sm:grid-cols-[minmax(9rem,14rem)_1fr_7.5rem] sm:gap-x-4";

/** The fleet by what ends first: a stepped scale on which an hour and ninety days are both legible. */
export function ExpiryBoard({ lanes, nowMs }: { lanes: readonly BoardLane[]; nowMs: number }) {
  const patterns = useId();
  return (
    <div>
      <ChartPatterns prefix={patterns} />
      <ExpiryAxis nowMs={nowMs} columns={BOARD_COLUMNS} />
      <div className="relative">
        <ExpiryGrid columns={BOARD_COLUMNS} />
        <ul className="relative">
          {lanes.map((lane) => (
            <li key={lane.id}>
              <BoardRow lane={lane} nowMs={nowMs} patterns={patterns} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function BoardRow({ lane, nowMs, patterns }: { lane: BoardLane; nowMs: number; patterns: string }) {
  const mark = markOf(lane);
  const Icon = mark.icon;
  return (
    <ListLink
      href={`/lanes/${lane.id}`}
      title={describeRow(lane, mark.word, nowMs)}
      className={cx("grid items-center gap-y-1 rounded-md px-2 py-2 hover:bg-hover sm:py-1", BOARD_COLUMNS)}
    >
      <span className="flex min-w-0 items-center gap-2">
        <Icon className={cx("size-4 shrink-0", TONE_TEXT[mark.tone])} aria-hidden="true" />
        <span className="min-w-0 wrap-anywhere text-sm leading-tight font-medium">{lane.name}</span>
        <span className="sr-only">{mark.word}</span>
      </span>
      <span className="order-last col-span-full sm:order-none sm:col-span-1">
        <ExpiryBar row={expiryRow(lane, nowMs)} patterns={patterns} />
      </span>
      <span className="text-right text-xs leading-tight tabular-nums">
        <span className="block font-medium">{endWords(lane, nowMs)}</span>
        <span className="block text-muted">{endClock(lane, nowMs)}</span>
      </span>
    </ListLink>
  );
}

function markOf(lane: BoardLane): Mark {
  if (lane.health !== null) return CONDITION_MARKS[lane.health];
  return lane.freshness === "live" ? CONDITION_MARKS.unknown : FRESHNESS_MARKS[lane.freshness];
}
