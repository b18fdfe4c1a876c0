import { alertMark } from "#components/lane/alert-mark.ts";
import { Badge } from "#components/ui/badge.tsx";
import { ListLink } from "#components/ui/list-link.tsx";
import { MarkBadge } from "#components/ui/mark-badge.tsx";
import { Time } from "#components/ui/time.tsx";
import type { AlertView } from "#lib/contract/alert.ts";
import { AckNote } from "./ack-note.tsx";
import { Acknowledge } from "./acknowledge.tsx";

/** One alert: cause, lane, what happened, who looks after it. */
export function AlertRow({ alert }: { alert: AlertView }) {
  const { lane, state, acked_at } = alert;
  return (
    <li className="grid gap-2 px-4 py-3 sm:grid-cols-[1fr_auto] sm:items-start">
      <div className="grid min-w-0 gap-1">
        <p className="flex flex-wrap items-center gap-2">
          <MarkBadge mark={alertMark(alert.condition)} />
          <ListLink href={`/alerts/${alert.id}`} className="font-medium wrap-anywhere hover:underline">
            {lane.name}
          </ListLink>
          <span className="text-[13px] text-muted">
            {lane.server}
            {lane.provider && ` · ${lane.provider}`}
          </span>
          {alert.count > 1 && <Badge tone="neutral">{alert.count} times</Badge>}
        </p>
        <p className="text-sm wrap-anywhere">{alert.summary}</p>
        <p className="text-[13px] text-muted">
          Since <Time at={alert.opened_at} show="both" />
          {alert.resolved_at && (
            <>
              {" · resolved "}
              <Time at={alert.resolved_at} />
            </>
          )}
        </p>
        <AckNote alert={alert} />
      </div>
      <div className="flex flex-wrap gap-2">
        {state === "open" && acked_at === null && <Acknowledge alert={alert} size="small" />}
      </div>
    </li>
  );
}
