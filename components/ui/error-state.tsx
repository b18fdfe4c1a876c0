import { CircleAlert, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";

interface ErrorStateProps {
  /** What could not be done, e.g. "The lanes could not be read". */
  title: ReactNode;
  cause?: ReactNode;
  requestId?: string | null;
  onRetry?(): void;
}

/** What failed, why, the id to quote and the way out; one failing panel never blanks the page. */
export function ErrorState({ title, cause, requestId, onRetry }: ErrorStateProps) {
  return (
    <div
      role="alert"
      className="flex flex-wrap items-start gap-x-3 gap-y-3 rounded-card border border-l-2 border-line border-l-crit bg-surface p-4"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-crit" />
      <div className="min-w-0 flex-1 text-sm">
        <p className="font-medium">{title}</p>
        {cause && <p className="mt-0.5 text-muted">{cause}</p>}
        {requestId && <p className="mt-1 font-mono text-xs break-all text-faint">Request {requestId}</p>}
      </div>
      {onRetry && (
        <Button size="small" onClick={onRetry}>
          <RotateCw aria-hidden />
          Try again
        </Button>
      )}
    </div>
  );
}
