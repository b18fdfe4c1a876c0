"use client";
import { cx } from "#components/ui/cx.ts";
import { TONE_FILL } from "#components/ui/tone.ts";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { freshnessWording } from "../live/freshness-wording.ts";
import { useFreshness } from "./use-freshness.ts";

/** Whether what is on the screen can be trusted to be of now. Only a change of state is announced, not each second. */
export function FreshnessChip() {
  const freshness = useFreshness();
  const { word, tone, hint } = freshnessWording(freshness);
  return (
    <Tooltip content={hint}>
      <button
        type="button"
        className="inline-flex h-8 items-center gap-2 rounded-full px-2.5 text-[13px] font-medium hover:bg-hover"
        data-freshness={freshness.state}
      >
        <span aria-hidden className={cx("size-2 rounded-full", TONE_FILL[tone])} />
        {word}
      </button>
    </Tooltip>
  );
}
