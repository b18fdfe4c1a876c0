import { Skeleton } from "#components/ui/skeleton.tsx";

/** The lane page's own geometry while nothing is known yet. */
export function Loading() {
  return (
    <div role="status" className="grid gap-5">
      <span className="sr-only">Reading the lane</span>
      <Skeleton className="h-8 w-64" />
      <Skeleton className="h-14" />
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <Skeleton className="h-96" />
        <Skeleton className="h-64" />
      </div>
    </div>
  );
}
