"use client";
import { cx } from "#components/ui/cx.ts";
import { Popover } from "#components/ui/popover.tsx";
import { TONE_FILL } from "#components/ui/tone.ts";
import { freshnessWording } from "../live/freshness-wording.ts";
import { useFreshness } from "./use-freshness.ts";

/** Whether what is on the screen can be trusted to be of now; pressed, it says what that means. */
export function FreshnessChip() {
  const freshness = useFreshness();
  const { word, tone, hint } = freshnessWording(freshness);
  return (
    <span data-freshness={freshness.state}>
      <Popover
        label="Freshness of the screen"
        trigger={
          <>
            <span aria-hidden className={cx("size-2 rounded-full", TONE_FILL[tone])} />
            {word}
          </>
        }
        triggerClassName="inline-flex h-8 items-center gap-2 rounded-full px-2.5 text-[13px] font-medium hover:bg-hover pointer-coarse:h-11"
        panelClassName="top-14 left-3 max-w-72 px-3 py-2 text-[13px] lg:left-[14.5rem]"
      >
        {hint}
      </Popover>
    </span>
  );
}
