"use client";
import { useState } from "react";
import { QueryError } from "#components/api/query-error.tsx";
import { LaneTimeline } from "#components/charts/lane-timeline.tsx";
import { Card } from "#components/ui/card.tsx";
import { serverNowMs, useServerNow } from "#components/ui/server-clock.ts";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { LaneDetail } from "#lib/contract/lane.ts";
import type { LaneTimeline as Timeline } from "#lib/contract/timeline.ts";
import type { EventBand } from "./event-filter.ts";
import { EventList } from "./event-list.tsx";
import { useLaneTimeline } from "./queries.ts";
import { REACHES_MS, reachFor } from "./timeline-reach.ts";

/** The picture and the list of events, joined: pointing at one shows the other. */
export function TimelineTab({ lane }: { lane: LaneDetail }) {
  const [reachMs, setReachMs] = useState<number>(REACHES_MS[0]);
  const { data, error, refetch } = useLaneTimeline(lane.id, reachMs);
  const lookBack = (fromMs: number) => setReachMs((reached) => Math.max(reached, reachFor(serverNowMs() - fromMs)));
  if (data) return <Story lane={lane} timeline={data} onLookBack={lookBack} />;
  if (error) return <QueryError title="The timeline could not be read" error={error} onRetry={refetch} />;
  return <Skeleton className="h-80" />;
}

interface StoryProps {
  lane: LaneDetail;
  timeline: Timeline;
  onLookBack(fromMs: number): void;
}

function Story({ lane, timeline, onLookBack }: StoryProps) {
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
          onLookBack={onLookBack}
        />
      </Card>
      <Card aria-labelledby="events">
        <EventList timeline={timeline} band={band} onBand={setBand} selectedId={selectedId} onSelect={setSelectedId} />
      </Card>
    </div>
  );
}
