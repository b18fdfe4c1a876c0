import type { LucideIcon } from "lucide-react";
import { cx } from "./cx.ts";
import { TONE_TEXT, type Tone } from "./tone.ts";

/** Classes of a chip, so that a link and a button look alike; one that counts nothing steps back. */
export function chipClass(selected: boolean, count?: number): string {
  return cx(
    "relative inline-flex h-8 shrink-0 items-center gap-1.5 rounded-full border text-[13px] whitespace-nowrap pointer-coarse:h-11",
    count === 0 && !selected ? "min-w-8 border-transparent px-2 hover:bg-hover pointer-coarse:min-w-11" : "px-3",
    selected ? "border-ink bg-ink text-page" : "text-ink",
    !selected && count !== 0 && "border-line bg-surface hover:border-line-strong hover:bg-hover",
  );
}

interface ChipBodyProps {
  icon?: LucideIcon;
  tone?: Tone;
  count?: number;
  selected?: boolean;
  children: string;
}

/** Inside of a chip: icon, word, count. A count of zero leaves the icon only, but stays selectable; its word is the name. */
export function ChipBody({ icon: Icon, tone = "neutral", count, selected = false, children }: ChipBodyProps) {
  const muted = count === 0 && !selected;
  return (
    <>
      {Icon && <Icon aria-hidden className={cx("size-3.5", !selected && (muted ? "text-faint" : TONE_TEXT[tone]))} />}
      <span className={cx(muted && Icon && "sr-only")}>{children}</span>
      {count !== undefined && <span className={muted ? "text-muted" : "font-semibold"}>{count}</span>}
    </>
  );
}
