import type { ReactNode } from "react";

/** A label at the left (56 px, which the overlay also leaves free) and a track beside it. */
export function TimelineTrackRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="relative grid grid-cols-[3.5rem_1fr] items-center py-0.5">
      <span className="text-xs text-muted">{label}</span>
      <div className="min-w-0">{children}</div>
    </div>
  );
}
