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

/** Classes of a chip that counts nothing: its icon alone, in a group of its kind. */
export const EMPTY_CHIP_CLASS =
  "relative grid h-7 w-8 shrink-0 place-items-center rounded-full text-faint hover:bg-hover hover:text-ink pointer-coarse:size-11";

interface ChipBodyProps {
  icon?: LucideIcon;
  tone?: Tone;
  count?: number;
  selected?: boolean;
  children: string;
}

/** Inside of a chip: icon, word, count. */
export function ChipBody({ icon: Icon, tone = "neutral", count, selected = false, children }: ChipBodyProps) {
  return (
    <>
      {Icon && <Icon aria-hidden className={cx("size-3.5", !selected && TONE_TEXT[tone])} />}
      <span>{children}</span>
      {count !== undefined && <span className="font-semibold">{count}</span>}
    </>
  );
}

/** Inside of a chip that counts nothing: the word is its name. */
export function EmptyChipBody({ icon: Icon, children }: { icon: LucideIcon; children: string }) {
  return (
    <>
      <Icon aria-hidden className="size-3.5" />
      <span className="sr-only">{children}, 0</span>
    </>
  );
}
