import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "#components/ui/cx.ts";
import { formatClockSeconds, formatDay } from "#components/ui/format-instant.ts";
import { TONE_FILL, type Tone } from "#components/ui/tone.ts";

interface EventLineProps {
  at: string;
  tone: Tone;
  topic: string;
  children: ReactNode;
}

/** The closed row of an event: when, what, and what it is about. */
export function EventLine({ at, tone, topic, children }: EventLineProps) {
  const atMs = Date.parse(at);
  return (
    <summary className="grid list-none grid-cols-[1fr_auto_1rem] items-baseline gap-x-3 rounded-control px-4 py-2 pointer-coarse:min-h-11 sm:grid-cols-[8.5rem_1fr_auto_1rem]">
      <time dateTime={at} className="flex items-baseline gap-2 text-[13px] whitespace-nowrap text-muted">
        <span aria-hidden className={cx("size-2 shrink-0 self-center rounded-full", TONE_FILL[tone])} />
        {formatDay(atMs)} {formatClockSeconds(atMs)}
      </time>
      <span className="min-w-0 text-pretty wrap-anywhere max-sm:col-span-full max-sm:row-start-2">{children}</span>
      <span className="text-right text-[13px] whitespace-nowrap text-muted">{topic}</span>
      <ChevronRight aria-hidden className="size-3.5 self-center text-faint group-open:rotate-90" />
    </summary>
  );
}
