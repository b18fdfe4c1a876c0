import { Time } from "#components/ui/time.tsx";
import type { AlertView } from "#lib/contract/alert.ts";

/** Who looks after an alert, since when, and what they said. */
export function AckNote({ alert: { acked_at, acked_by, ack_comment } }: { alert: AlertView }) {
  if (acked_at === null) return null;
  return (
    <p className="text-[13px] wrap-anywhere">
      Acknowledged by {acked_by ?? "someone"} <Time at={acked_at} />
      {ack_comment && <span className="text-muted">: {ack_comment}</span>}
    </p>
  );
}
