import { cx } from "./cx.ts";

/** Look of every text control; 16 px on touch screens, below which phones zoom in. */
export function controlClass(className?: string): string {
  return cx(
    "w-full rounded-control border border-line-strong/60 bg-surface px-3 text-sm text-ink placeholder:text-faint pointer-coarse:text-base",
    "hover:border-line-strong disabled:opacity-60 aria-invalid:border-crit",
    className,
  );
}
