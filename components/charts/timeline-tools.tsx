import { ChevronLeft, ChevronRight, ZoomIn, ZoomOut } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { formatDuration } from "#components/ui/format-duration.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { zoomed } from "./timeline-viewport.ts";

const MINUTE_MS = 60_000;

interface TimelineToolsProps {
  spanMs: number;
  /** The view moves along with now. */
  following: boolean;
  asTable: boolean;
  onZoom(direction: 1 | -1): void;
  onMove(direction: 1 | -1): void;
  onFollow(): void;
  onTable(asTable: boolean): void;
}

export function TimelineTools({ spanMs, following, asTable, onZoom, onMove, onFollow, onTable }: TimelineToolsProps) {
  return (
    <div className="mb-2 flex flex-wrap items-center gap-1">
      {!asTable && (
        <>
          <IconButton icon={ChevronLeft} label="Earlier" onClick={() => onMove(-1)} />
          <IconButton icon={ChevronRight} label="Later" onClick={() => onMove(1)} />
          <IconButton
            icon={ZoomOut}
            label="Show a longer time"
            disabled={zoomed(spanMs, 1) === spanMs}
            onClick={() => onZoom(1)}
          />
          <IconButton
            icon={ZoomIn}
            label="Show a shorter time"
            disabled={zoomed(spanMs, -1) === spanMs}
            onClick={() => onZoom(-1)}
          />
          <span className="px-1 text-[13px] text-muted" aria-live="polite">
            {formatDuration(Math.round(spanMs / MINUTE_MS) * MINUTE_MS)}
          </span>
          {!following && (
            <Button size="small" onClick={onFollow}>
              Back to now
            </Button>
          )}
        </>
      )}
      <Button size="small" variant="ghost" className="ml-auto" aria-pressed={asTable} onClick={() => onTable(!asTable)}>
        {asTable ? "As picture" : "As table"}
      </Button>
    </div>
  );
}
