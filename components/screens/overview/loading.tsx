import { Skeleton } from "#components/ui/skeleton.tsx";

/** The overview's own geometry while nothing is known yet. */
export function Loading() {
  return (
    <div role="status" className="grid gap-5">
      <span className="sr-only">Reading the lanes</span>
      <Skeleton className="h-9 w-4/5 max-w-xl" />
      <Skeleton className="h-44" />
      <Skeleton className="h-8" />
      <Skeleton className="h-72" />
    </div>
  );
}
