import { cx } from "#components/ui/cx.ts";
import { formatClockSeconds, formatDay } from "#components/ui/format-instant.ts";
import { TONE_FILL } from "#components/ui/tone.ts";
import type { TimelineEntry } from "#lib/contract/lane.ts";
import { entryTone } from "./entry-tone.ts";
import { kindWords } from "./event-filter.ts";

interface EventRowProps {
  entry: TimelineEntry;
  selected: boolean;
  onSelect(id: string | null): void;
}

export function EventRow({ entry, selected, onSelect }: EventRowProps) {
  const atMs = Date.parse(entry.at);
  const tone = entryTone(entry);
  const source = [entry.actor, entry.replica].filter(Boolean).join(" · ");
  return (
    <li
      className={cx("px-4 py-2 text-sm", selected && "bg-info/10")}
      onPointerEnter={() => onSelect(entry.id)}
      onFocus={() => onSelect(entry.id)}
    >
      <details className="group">
        <summary className="grid list-none grid-cols-[auto_1fr] items-baseline gap-x-3 sm:grid-cols-[8.5rem_1fr_auto]">
          <time dateTime={entry.at} className="flex items-baseline gap-2 text-[13px] whitespace-nowrap text-muted">
            <span aria-hidden className={cx("size-2 shrink-0 self-center rounded-full", TONE_FILL[tone])} />
            {formatDay(atMs)} {formatClockSeconds(atMs)}
          </time>
          <span className="min-w-0 wrap-anywhere max-sm:col-span-full max-sm:row-start-2">{entry.summary}</span>
          <span className="text-right text-[13px] text-muted">{kindWords(entry.kind)}</span>
        </summary>
        <EntryDetail entry={entry} source={source} />
      </details>
    </li>
  );
}

function EntryDetail({ entry, source }: { entry: TimelineEntry; source: string }) {
  return (
    <div className="mt-2 grid gap-1 rounded-card bg-sunken p-3 text-[13px] text-muted">
      {source && <p>{source}</p>}
      <p>
        {entry.kind} · recorded {formatClockSeconds(Date.parse(entry.recorded_at))} UTC
        {entry.skewed && " · the sender's clock is off by more than 30 s"}
      </p>
      {entry.data && <pre className="overflow-x-auto font-mono text-xs text-ink">{JSON.stringify(entry.data, null, 2)}</pre>}
    </div>
  );
}
