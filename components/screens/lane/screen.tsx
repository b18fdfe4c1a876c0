"use client";
import { QueryError } from "#components/api/query-error.tsx";
import { LaneView } from "./lane-view.tsx";
import { Loading } from "./loading.tsx";
import { useLane } from "./queries.ts";

/** One lane: what holds, what to do, its life as a picture and as a story. */
export function LaneScreen({ laneId }: { laneId: string }) {
  const { data, error, refetch } = useLane(laneId);
  if (data) return <LaneView lane={data} />;
  if (error) return <QueryError title="The lane could not be read" error={error} onRetry={refetch} />;
  return <Loading />;
}
