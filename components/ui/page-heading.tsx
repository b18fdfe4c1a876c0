import type { ReactNode } from "react";

interface PageHeadingProps {
  title: ReactNode;
  note?: ReactNode;
  /** Buttons at the right. */
  children?: ReactNode;
}

export function PageHeading({ title, note, children }: PageHeadingProps) {
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-2 px-1">
      <div className="min-w-0">
        <h1 className="text-xl font-semibold tracking-tight wrap-anywhere sm:text-2xl">{title}</h1>
        {note && <p className="mt-0.5 text-sm text-muted">{note}</p>}
      </div>
      {children && <div className="ml-auto flex flex-wrap items-center gap-2">{children}</div>}
    </header>
  );
}
