import type { Sql } from "./sql.ts";

export interface WindowToOpen {
  laneId: string;
  generation: number | null;
  startedAt: Date;
  reason: string;
}

/** Opens a degraded window on each lane that has none open. The caller holds the lanes' locks. */
export async function openDegradedWindows(tx: Sql, windows: readonly WindowToOpen[]): Promise<void> {
  if (windows.length === 0) return;
  await tx.query(
    `INSERT INTO degraded_window (lane_id, generation, started_at, reason)
     SELECT t.* FROM unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::text[]) AS t(lane_id, generation, started_at, reason)
     WHERE NOT EXISTS (SELECT 1 FROM degraded_window w WHERE w.lane_id = t.lane_id AND w.ended_at IS NULL)`,
    [
      windows.map((w) => w.laneId),
      windows.map((w) => w.generation),
      windows.map((w) => w.startedAt),
      windows.map((w) => w.reason),
    ],
  );
}

/** Ends the open windows of lanes that serve again, and counts the calls that were served and refused meanwhile. */
export async function closeDegradedWindows(tx: Sql, laneIds: readonly string[], now: Date): Promise<void> {
  if (laneIds.length === 0) return;
  await tx.query(
    `UPDATE degraded_window w SET ended_at = greatest($2::timestamptz, w.started_at),
       served = ${countCalls("ok")}, refused = ${countCalls("refused")}
     WHERE w.lane_id = ANY($1::uuid[]) AND w.ended_at IS NULL`,
    [laneIds, now],
  );
}

const CALLS = {
  ok: "(e.kind = 'call.completed' OR (e.kind = 'call.usage' AND e.data ->> 'result' = 'ok'))",
  refused: "e.kind = 'call.refused'",
} as const;

/** SQL that counts the calls of a result within a window `w`, up to what its column holds: writes are told one by one, reads by the minute. */
export const countCalls = (result: keyof typeof CALLS): string =>
  `least(coalesce((SELECT sum(coalesce((e.data ->> 'count')::int, 1)) FROM event e WHERE e.stream_id = w.lane_id
     AND e.occurred_at BETWEEN w.started_at AND coalesce(w.ended_at, now()) AND ${CALLS[result]}), 0), 2147483647)`;
