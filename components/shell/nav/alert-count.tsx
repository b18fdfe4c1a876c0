"use client";
import { useSummary } from "#components/api/use-summary.ts";
import { cx } from "#components/ui/cx.ts";

/** Open alerts beside the word Alerts; nothing while there are none. */
export function AlertCount({ className }: { className?: string }) {
  const open = useSummary().data?.open_alerts;
  const total = Object.values(open ?? {}).reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  return (
    <span className={cx("min-w-5 rounded-full bg-ink px-1.5 text-center text-xs leading-5 font-semibold text-page", className)}>
      {total > 99 ? "99+" : total}
      <span className="sr-only"> open</span>
    </span>
  );
}
