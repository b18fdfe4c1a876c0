import type { ComponentProps } from "react";
import { cx } from "./cx.ts";

type TableProps = ComponentProps<"table"> & { "aria-label": string };

/** A table that scrolls within itself rather than widening the page, by the arrow keys too. */
export function Table({ className, ...rest }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a pointer.
    <section aria-label={rest["aria-label"]} tabIndex={0} className="relative overflow-x-auto">
      <table className={cx("w-full border-collapse text-sm", className)} {...rest} />
    </section>
  );
}

export function TableHead({ className, ...rest }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      className={cx("h-9 border-b border-line px-4 text-left text-[13px] font-medium whitespace-nowrap text-muted", className)}
      {...rest}
    />
  );
}

export function TableRow({ className, ...rest }: ComponentProps<"tr">) {
  return <tr className={cx("border-b border-line last:border-b-0 hover:bg-hover", className)} {...rest} />;
}

export function TableCell({ className, ...rest }: ComponentProps<"td">) {
  return <td className={cx("px-4 py-2.5 align-middle", className)} {...rest} />;
}
