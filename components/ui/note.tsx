import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** What should be weighed before going on; it forbids nothing. */
export function Note({ children }: { children: ReactNode }) {
  return (
    <p className="flex gap-2.5 rounded-card border border-l-2 border-line border-l-warn bg-warn/10 p-3 text-sm text-pretty">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
      <span>{children}</span>
    </p>
  );
}
