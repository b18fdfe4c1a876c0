"use client";
import Link from "next/link";
import { QueryError } from "#components/api/query-error.tsx";
import { alertMark } from "#components/lane/alert-mark.ts";
import { AckNote } from "#components/screens/alerts/ack-note.tsx";
import { Acknowledge } from "#components/screens/alerts/acknowledge.tsx";
import { SEVERITY_WORDS } from "#components/screens/alerts/groups.ts";
import { useTitle } from "#components/shell/use-title.ts";
import { buttonClass } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { MarkBadge } from "#components/ui/mark-badge.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { AlertView } from "#lib/contract/alert.ts";
import { AlertFacts } from "./alert-facts.tsx";
import { useAlert } from "./queries.ts";

/** Where a page leads to: what happened, to what, and the two things to do about it. */
export function AlertScreen({ alertId }: { alertId: string }) {
  const { data, error, refetch } = useAlert(alertId);
  if (data) return <AlertPage alert={data} />;
  if (error) return <QueryError title="The alert could not be read" error={error} onRetry={refetch} />;
  return <Skeleton className="h-64" />;
}

function AlertPage({ alert }: { alert: AlertView }) {
  const mark = alertMark(alert.condition);
  useTitle(`${alert.lane.name}: ${mark.word}`);
  return (
    <div className="mx-auto grid w-full max-w-2xl grid-cols-1 gap-4">
      <p className="text-[13px] text-muted">
        <Link href="/alerts" className="hover:underline">
          Alerts
        </Link>
        {` / ${SEVERITY_WORDS[alert.severity]}`}
      </p>
      <Card className="grid gap-4 p-5">
        <div className="grid justify-items-start gap-2">
          <MarkBadge mark={mark} />
          <h1 className="text-2xl font-semibold tracking-tight wrap-anywhere">{alert.lane.name}</h1>
          <p className="wrap-anywhere">{alert.summary}</p>
        </div>
        <AlertFacts alert={alert} />
        <AckNote alert={alert} />
        <div className="grid gap-2 sm:grid-cols-2">
          {alert.state === "open" && alert.acked_at === null && <Acknowledge alert={alert} size="large" variant="primary" />}
          <Link href={`/lanes/${alert.lane.id}`} className={buttonClass("secondary", "large")}>
            What to do about the lane
          </Link>
        </div>
      </Card>
    </div>
  );
}
