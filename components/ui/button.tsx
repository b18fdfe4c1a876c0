import type { ComponentProps } from "react";
import { cx } from "./cx.ts";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
export type ButtonSize = "small" | "medium" | "large";

const VARIANTS: Record<ButtonVariant, string> = {
  primary: "bg-ink text-page border-ink hover:opacity-85",
  secondary: "bg-surface text-ink border-line hover:bg-hover hover:border-line-strong",
  ghost: "bg-transparent text-muted border-transparent hover:bg-hover hover:text-ink",
  danger: "bg-crit text-on-crit border-crit hover:opacity-85",
};

/* Touch screens get 44 px whatever the size asked for. */
const SIZES: Record<ButtonSize, string> = {
  small: "h-8 pointer-coarse:h-11 px-2.5 text-[13px]",
  medium: "h-9 pointer-coarse:h-11 px-3.5 text-sm",
  large: "h-11 px-5 text-[15px]",
};

/** Classes of a button, for a link that looks like one. */
export function buttonClass(variant: ButtonVariant = "secondary", size: ButtonSize = "medium"): string {
  return cx(
    "inline-flex shrink-0 items-center justify-center gap-2 rounded-control border font-medium whitespace-nowrap select-none",
    "transition-[background-color,border-color,opacity,color] duration-100 disabled:opacity-50",
    "[&_svg]:size-4 [&_svg]:shrink-0",
    VARIANTS[variant],
    SIZES[size],
  );
}

export interface ButtonProps extends ComponentProps<"button"> {
  variant?: ButtonVariant;
  size?: ButtonSize;
}

export function Button({ variant, size, className, type = "button", ...rest }: ButtonProps) {
  return <button type={type} className={cx(buttonClass(variant, size), className)} {...rest} />;
}
