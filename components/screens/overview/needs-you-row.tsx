"use client";
import { ChevronRight } from "lucide-react";
import { buttonClass } from "#components/ui/button.tsx";
import { CONTROL_MARKS } from "#components/ui/condition-marks.ts";
import { cx } from "#components/ui/cx.ts";
import { ListLink } from "#components/ui/list-link.tsx";
import { MarkBadge } from "#components/ui/mark-badge.tsx";
import { useServerNow } from "#components/ui/server-clock.ts";
import { Time } from "#components/ui/time.tsx";
import { TONE_EDGE } from "#components/ui/tone.ts";
import { type NeedsYouItem, needsYouCard } from "./needs-you-card.ts";

/** Cause, lane, evidence, impact, and one button: as a line on a desktop, as a card on a phone. */
export function NeedsYouRow({ item }: { item: NeedsYouItem }) {
  const nowMs = useServerNow();
  const { mark, where, evidence, impact, action, href } = needsYouCard(item, nowMs);
  return (
    <li
      className={cx(
        "just-changed grid gap-x-5 gap-y-2 border-l-2 px-4 py-3.5 lg:grid-cols-[11rem_minmax(0,1fr)_auto_auto] lg:items-center",
        TONE_EDGE[mark.tone],
      )}
    >
      <div className="flex flex-wrap items-center gap-1.5">
        <MarkBadge mark={mark} />
        {item.control === "paused" && <MarkBadge mark={CONTROL_MARKS.paused} word="Paused" />}
      </div>
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <ListLink href={`/lanes/${item.id}`} className="font-semibold wrap-anywhere hover:underline">
            {item.name}
          </ListLink>
          <span className="text-[13px] text-muted">{where}</span>
        </p>
        <p className="text-sm text-pretty text-muted first-letter:uppercase">{evidence}</p>
      </div>
      <div className="flex gap-x-3 text-[13px] lg:block lg:text-right">
        <p className="font-medium">{impact}</p>
        {item.health_since && (
          <p className="text-muted">
            since <Time at={item.health_since} show="since" />
          </p>
        )}
      </div>
      <ListLink href={href} className={cx(buttonClass("secondary"), "lg:min-w-52")}>
        {action}
        <ChevronRight aria-hidden />
      </ListLink>
    </li>
  );
}
