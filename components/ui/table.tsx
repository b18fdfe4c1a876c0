import type { ComponentProps } from "react";
import { cx } from "./cx.ts";

/** A table that scrolls within itself rather than widening the page. */
export function Table({ className, ...rest }: ComponentProps<"table">) {
  return (
    <div className="relative overflow-x-auto">
      <table className={cx("w-full border-collapse text-sm", className)} {...rest} />
    </div>
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
