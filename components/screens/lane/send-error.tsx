import { ApiError } from "#components/api/api-error.ts";
import { ErrorState } from "#components/ui/error-state.tsx";
import type { CommandForm } from "./use-command-form.ts";

/** Why the server did not take the command. The sheet stays open, and a conflict offers to decide again. */
export function SendError({ form }: { form: CommandForm }) {
  if (form.error === null) return null;
  const code = form.error instanceof ApiError ? form.error.code : "internal";
  const requestId = form.error instanceof ApiError ? form.error.requestId : null;
  if (code === "conflict") {
    return <ErrorState title="The lane changed while you decided" cause={form.error.message} onRetry={form.acceptChange} />;
  }
  return <ErrorState title="Nothing was sent" cause={form.error.message} requestId={requestId} />;
}
