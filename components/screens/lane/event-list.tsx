"use client";
import { X } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CardHeader } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatClockSeconds } from "#components/ui/format-instant.ts";
import type { LaneTimeline } from "#lib/contract/timeline.ts";
import { CommandRow } from "./command-row.tsx";
import { countRoutine, type EventBand, shownItems } from "./event-filter.ts";
import { EventRow } from "./event-row.tsx";
import { tellStory, tells } from "./lane-story.ts";

const FIRST_ROWS = 25;

interface EventListProps {
  timeline: Pick<LaneTimeline, "entries" | "truncated">;
  band: EventBand | null;
  onBand(band: EventBand | null): void;
  selectedId: string | null;
  onSelect(id: string | null): void;
}

/** The lane's story, newest first: a command is one row, and routine entries are counted and shown on demand. */
export function EventList({ timeline: { entries, truncated }, band, onBand, selectedId, onSelect }: EventListProps) {
  const [withRoutine, setWithRoutine] = useState(false);
  const [rows, setRows] = useState(FIRST_ROWS);
  const items = tellStory(entries);
  const shown = shownItems(items, band, withRoutine);
  const routine = countRoutine(items);
  return (
    <>
      <CardHeader
        title="Events"
        titleId="events"
        note={truncated ? `the newest ${entries.length}; older ones are left out` : undefined}
      >
        {band && (
          <Button size="small" onClick={() => onBand(null)}>
            {formatClockSeconds(band.fromMs)}–{formatClockSeconds(band.toMs)}
            <X aria-label="Clear the stretch of time" />
          </Button>
        )}
        {routine > 0 && (
          <Button size="small" variant="ghost" aria-pressed={withRoutine} onClick={() => setWithRoutine(!withRoutine)}>
            {withRoutine ? "Hide" : "Show"} {routine} routine
          </Button>
        )}
      </CardHeader>
      {shown.length === 0 && (
        <EmptyState title={band ? "Nothing happened in this stretch of time" : "Nothing but routine so far"} />
      )}
      <ol className="divide-y divide-line">
        {shown
          .slice(0, rows)
          .map((item) =>
            item.type === "entry" ? (
              <EventRow key={item.id} entry={item.entry} selected={tells(item, selectedId)} onSelect={onSelect} />
            ) : (
              <CommandRow key={item.id} item={item} selectedId={selectedId} onSelect={onSelect} />
            ),
          )}
      </ol>
      {shown.length > rows && (
        <div className="border-t border-line p-2 text-center">
          <Button size="small" variant="ghost" onClick={() => setRows(rows + 100)}>
            Show {Math.min(100, shown.length - rows)} more
          </Button>
        </div>
      )}
    </>
  );
}
