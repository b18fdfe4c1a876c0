import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import { TONE_BORDER, TONE_EDGE, TONE_TEXT, TONE_WASH, type Tone } from "./tone.ts";

interface BadgeProps {
  tone: Tone;
  icon?: LucideIcon;
  weight?: "outline" | "filled";
  children: ReactNode;
}

/** Tone icon, a word in the ink colour (so that it is legible on every tone) and a 2 px tone edge. */
export function Badge({ tone, icon: Icon, weight = "outline", children }: BadgeProps) {
  return (
    <span
      className={cx(
        "inline-flex h-6 items-center gap-1.5 rounded-[5px] border border-l-2 pr-2 pl-1.5 text-[13px] font-medium whitespace-nowrap text-ink",
        weight === "filled" ? cx(TONE_BORDER[tone], TONE_WASH[tone]) : cx("border-line", TONE_EDGE[tone]),
      )}
    >
      {Icon && <Icon aria-hidden className={cx("size-3.5 shrink-0", TONE_TEXT[tone])} strokeWidth={2.25} />}
      {children}
    </span>
  );
}
