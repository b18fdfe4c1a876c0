import { cx } from "#components/ui/cx.ts";
import { formatClockSeconds } from "#components/ui/format-instant.ts";
import type { TimelineEntry } from "#lib/contract/timeline.ts";
import { entryTone } from "./entry-tone.ts";
import { topicOf } from "./event-filter.ts";
import { EventLine } from "./event-line.tsx";

interface EventRowProps {
  entry: TimelineEntry;
  selected: boolean;
  onSelect(id: string | null): void;
}

/** One entry; opened, it shows who told it and every detail that is stored. */
export function EventRow({ entry, selected, onSelect }: EventRowProps) {
  return (
    <li
      className={cx("text-sm", selected && "bg-info/10")}
      onPointerEnter={() => onSelect(entry.id)}
      onFocus={() => onSelect(entry.id)}
    >
      <details className="group">
        <EventLine at={entry.at} tone={entryTone(entry)} topic={topicOf(entry.kind)}>
          {entry.summary}
        </EventLine>
        <EntryDetail entry={entry} />
      </details>
    </li>
  );
}

function EntryDetail({ entry }: { entry: TimelineEntry }) {
  const source = [entry.actor, entry.replica].filter(Boolean).join(" · ");
  return (
    <div className="mx-4 mb-2 grid gap-1 rounded-card bg-sunken p-3 text-[13px] text-muted">
      {source && <p>{source}</p>}
      <p>
        {entry.kind} · recorded {formatClockSeconds(Date.parse(entry.recorded_at))} UTC
        {entry.skewed && " · the sender's clock is off by more than 30 s"}
      </p>
      {entry.data && <pre className="overflow-x-auto font-mono text-xs text-ink">{JSON.stringify(entry.data, null, 2)}</pre>}
    </div>
  );
}
