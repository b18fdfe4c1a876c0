"use client";
import { lazy, Suspense } from "react";
import { QueryError } from "#components/api/query-error.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { useServerNow } from "#components/ui/server-clock.ts";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { callSeries } from "./call-series.ts";
import { useLaneTimeline } from "./queries.ts";
import { REACHES_MS } from "./timeline-reach.ts";

const MINUTES = 60;
const CallsChart = lazy(() => import("#components/charts/calls-chart.tsx").then((module) => ({ default: module.CallsChart })));

/** Calls per minute by result. The chart library is loaded when this tab is first opened. */
export function CallsTab({ lane }: { lane: LaneDetail }) {
  const { data, error, refetch } = useLaneTimeline(lane.id, REACHES_MS[0]);
  const nowMs = useServerNow(15_000);
  if (error) return <QueryError title="The calls could not be read" error={error} onRetry={refetch} />;
  if (!data) return <Skeleton className="h-72" />;
  const series = callSeries(data.entries, nowMs, MINUTES);
  return (
    <Card aria-labelledby="calls">
      <CardHeader title="Calls per minute" titleId="calls" note="last hour, by result" />
      {series.length === 0 ? (
        <EmptyState title="No usage reported in this time">Calls are reported once a minute, by route and result.</EmptyState>
      ) : (
        <Suspense fallback={<Skeleton className="h-72" />}>
          <CallsChart minutes={series} />
        </Suspense>
      )}
    </Card>
  );
}
