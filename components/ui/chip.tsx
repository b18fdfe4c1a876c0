import type { LucideIcon } from "lucide-react";
import { cx } from "./cx.ts";
import { TONE_TEXT, type Tone } from "./tone.ts";

/** Classes of a chip, so that a link and a button look alike. */
export function chipClass(selected: boolean): string {
  return cx(
    "relative inline-flex h-8 shrink-0 items-center gap-1.5 rounded-full border px-3 text-[13px] whitespace-nowrap pointer-coarse:h-11",
    selected ? "border-ink bg-ink text-page" : "border-line bg-surface text-ink hover:border-line-strong hover:bg-hover",
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
