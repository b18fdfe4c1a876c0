import { cx } from "./cx.ts";

/** Holds the place of what is loading; give it the size of what will come. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cx("appear-late block rounded-control bg-hover", className)} />;
}

interface SkeletonListProps {
  rows: number;
  rowClassName: string;
  /** What is being loaded, for those who cannot see it. */
  label: string;
}

export function SkeletonList({ rows, rowClassName, label }: SkeletonListProps) {
  return (
    <div role="status" className="grid gap-3">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((key) => (
        <Skeleton key={key} className={rowClassName} />
      ))}
    </div>
  );
}
