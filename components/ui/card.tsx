import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";

export function Card({ className, ...rest }: ComponentProps<"section">) {
  return <section className={cx("rounded-card border border-line bg-surface", className)} {...rest} />;
}

interface CardHeaderProps {
  title: ReactNode;
  /** Id for the card's `aria-labelledby`. */
  titleId?: string;
  note?: ReactNode;
  children?: ReactNode;
}

/** Heading of a card; children are what stands at its right. */
export function CardHeader({ title, titleId, note, children }: CardHeaderProps) {
  return (
    <header className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2">
      <h2 id={titleId} className="text-sm font-semibold">
        {title}
      </h2>
      {note && <p className="hidden text-[13px] text-muted sm:block">{note}</p>}
      {children && <div className="ml-auto flex items-center gap-2">{children}</div>}
    </header>
  );
}
