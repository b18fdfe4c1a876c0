import type { ReactNode } from "react";
import { plural } from "#components/ui/plural.ts";
import { Time } from "#components/ui/time.tsx";
import type { AlertView } from "#lib/contract/alert.ts";

/** Since when, how often, and what hangs on it. */
export function AlertFacts({ alert }: { alert: AlertView }) {
  return (
    <dl className="grid gap-3 border-y border-line py-3 sm:grid-cols-3">
      <Fact label={alert.resolved_at ? "Opened, resolved" : "Open since"}>
        <Time at={alert.opened_at} show="both" />
        {alert.resolved_at && (
          <span className="block">
            <Time at={alert.resolved_at} show="both" />
          </span>
        )}
        {endOf(alert) && <span className="block font-normal text-muted">{endOf(alert)}</span>}
      </Fact>
      <Fact label="Seen">
        {alert.count === 1 ? "once" : `${alert.count} times`}, last <Time at={alert.last_seen_at} />
      </Fact>
      <Fact label="Powers">
        {plural(alert.lane.tools, "tool")} of {alert.lane.server}
        {alert.generation !== null && <span className="text-muted"> · v{alert.generation}</span>}
      </Fact>
    </dl>
  );
}

const RESOLUTION = {
  over: "The condition is over",
  never_out_of_service: "The lane was never out of service: its next credential had been issued in time, and no call was refused",
  missed_while_away: "It was over before Lanekeeper, which was away, heard of it",
  lane_ended: "The lane has ended",
} as const;

/** Why it is over, or that it was over from the start. */
function endOf({ resolution, missed_while_away: missed }: AlertView): string | null {
  if (resolution !== null) return RESOLUTION[resolution];
  return missed ? "It began and ended while Lanekeeper was away, and waits for somebody to take note" : null;
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="text-sm font-medium wrap-anywhere">{children}</dd>
    </div>
  );
}
