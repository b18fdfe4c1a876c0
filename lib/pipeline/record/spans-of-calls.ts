import type { CountedSpan } from "#lib/db/degraded-windows.ts";
import type { PlacedRow } from "./place-rows.ts";

/** The time that the calls told of each lane were made in. */
export function spansOfCalls(rows: readonly PlacedRow[]): CountedSpan[] {
  const calls = rows.filter(({ row }) => row.kind.startsWith("call."));
  return [...Map.groupBy(calls, ({ row }) => row.streamId)].map(([laneId, ofLane]) => {
    const times = ofLane.map(({ row }) => row.occurredAt.getTime()).toSorted((a, b) => a - b);
    return { laneId, from: new Date(times[0] ?? 0), to: new Date(times.at(-1) ?? 0) };
  });
}
