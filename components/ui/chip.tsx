import type { LucideIcon } from "lucide-react";
import { cx } from "./cx.ts";
import { TONE_TEXT, type Tone } from "./tone.ts";

/** Classes of a chip, so that a link and a button look alike. */
export function chipClass(selected: boolean): string {
  return cx(
    "inline-flex h-8 shrink-0 items-center gap-1.5 rounded-full border px-3 text-[13px] whitespace-nowrap pointer-coarse:h-11",
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

/** Inside of a chip: icon, word, count. A count of zero is dimmed but stays selectable. */
export function ChipBody({ icon: Icon, tone = "neutral", count, selected = false, children }: ChipBodyProps) {
  return (
    <>
      {Icon && <Icon aria-hidden className={cx("size-3.5", !selected && (count === 0 ? "text-faint" : TONE_TEXT[tone]))} />}
      <span className={cx(count === 0 && !selected && "text-muted")}>{children}</span>
      {count !== undefined && (
        <span className={cx("font-semibold", count === 0 && !selected && "font-normal text-muted")}>{count}</span>
      )}
    </>
  );
}
