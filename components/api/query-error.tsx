import { ErrorState } from "#components/ui/error-state.tsx";
import { ApiError } from "./api-error.ts";

interface QueryErrorProps {
  /** What could not be read or done. */
  title: string;
  error: Error;
  onRetry?(): void;
}

/** An error of the API with its cause, the id to quote and a way to try again. */
export function QueryError({ title, error, onRetry }: QueryErrorProps) {
  const requestId = error instanceof ApiError ? error.requestId : null;
  return <ErrorState title={title} cause={error.message} requestId={requestId} onRetry={onRetry} />;
}
