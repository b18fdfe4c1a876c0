import { cx } from "#components/ui/cx.ts";
import { formatClockSeconds } from "#components/ui/format-instant.ts";
import { TONE_FILL } from "#components/ui/tone.ts";
import { stepSentence } from "./command-story.ts";
import { entryTone } from "./entry-tone.ts";
import { EventLine } from "./event-line.tsx";
import { type StoryItem, tells } from "./lane-story.ts";

interface CommandRowProps {
  item: Extract<StoryItem, { type: "command" }>;
  selectedId: string | null;
  onSelect(id: string | null): void;
}

/** A command and what came of it as one sentence; opened, its steps one by one. */
export function CommandRow({ item, selectedId, onSelect }: CommandRowProps) {
  return (
    <li
      className={cx("text-sm", tells(item, selectedId) && "bg-info/10")}
      onPointerEnter={() => onSelect(item.id)}
      onFocus={() => onSelect(item.id)}
    >
      <details className="group">
        <EventLine at={item.at} tone={entryTone(item.request)} topic={`Command · ${item.steps.length} steps`}>
          <span className="font-medium">{item.sentence}</span>
        </EventLine>
        <ol className="mx-4 mb-2 grid gap-1 rounded-card bg-sunken p-3 text-[13px]">
          {item.steps.map((step) => (
            <li key={step.id} className="grid grid-cols-[auto_1fr] items-baseline gap-x-3">
              <time dateTime={step.at} className="flex items-center gap-2 text-muted">
                <span aria-hidden className={cx("size-1.5 rounded-full", TONE_FILL[entryTone(step)])} />
                {formatClockSeconds(Date.parse(step.at))}
              </time>
              <span className="wrap-anywhere">{stepSentence(item.request, step)}</span>
            </li>
          ))}
        </ol>
      </details>
    </li>
  );
}
