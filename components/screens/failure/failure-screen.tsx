"use client";
import { ErrorState } from "#components/ui/error-state.tsx";

interface FailureScreenProps {
  /** Next's name for the error in the log; the text itself never leaves the server. */
  digest: string | undefined;
  onRetry(): void;
}

/** What is shown where a page could not be rendered at all. */
export function FailureScreen({ digest, onRetry }: FailureScreenProps) {
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-xl content-center gap-4 px-4">
      <h1 className="text-xl font-semibold">This page could not be shown</h1>
      <ErrorState
        title="Lanekeeper could not read what it needs"
        cause="Servers and their credentials are not affected. The database may be away for a moment."
        requestId={digest}
        onRetry={onRetry}
      />
    </main>
  );
}
