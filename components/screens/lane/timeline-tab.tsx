"use client";
import { useState } from "react";
import { QueryError } from "#components/api/query-error.tsx";
import { LaneTimeline } from "#components/charts/lane-timeline.tsx";
import { Card } from "#components/ui/card.tsx";
import { useServerNow } from "#components/ui/server-clock.ts";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { LaneDetail, LaneTimeline as Timeline } from "#lib/contract/lane.ts";
import type { EventBand } from "./event-filter.ts";
import { EventList } from "./event-list.tsx";
import { useLaneTimeline } from "./queries.ts";

/** The picture and the list of events, joined: pointing at one shows the other. */
export function TimelineTab({ lane }: { lane: LaneDetail }) {
  const { data, error, refetch } = useLaneTimeline(lane.id);
  if (data) return <Story lane={lane} timeline={data} />;
  if (error) return <QueryError title="The timeline could not be read" error={error} onRetry={refetch} />;
  return <Skeleton className="h-80" />;
}

function Story({ lane, timeline }: { lane: LaneDetail; timeline: Timeline }) {
  const nowMs = useServerNow();
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [band, setBand] = useState<EventBand | null>(null);
  return (
    <div className="grid grid-cols-1 gap-5">
      <Card className="px-4 pt-3 pb-4" aria-label="Timeline">
        <LaneTimeline
          timeline={timeline}
          nowMs={nowMs}
          missingScopes={lane.scopes?.missing.length ?? 0}
          selectedId={selectedId}
          onSelect={setSelectedId}
          onPickBand={setBand}
        />
      </Card>
      <Card aria-labelledby="events">
        <EventList timeline={timeline} band={band} onBand={setBand} selectedId={selectedId} onSelect={setSelectedId} />
      </Card>
    </div>
  );
}
