import type { LaneDetail } from "#lib/contract/lane.ts";
import { countCalls } from "#lib/db/degraded-windows.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { DegradedCause } from "#lib/domain/vocabulary.ts";
import { time, timeOf } from "./wire.ts";

interface Row {
  started_at: Date;
  ended_at: Date | null;
  reason: DegradedCause;
  generation: number | null;
  served: number;
  refused: number;
  closed_as: LaneDetail["degraded"][number]["closed_as"];
}

/** A lane's degraded windows, newest first; an open one is counted up to now. */
export async function readDegradedWindows(sql: Sql, laneId: string, since: Date | null): Promise<LaneDetail["degraded"]> {
  const rows = await sql.query<Row>(
    `SELECT w.started_at, w.ended_at, w.reason, w.generation, w.closed_as,
            CASE WHEN w.ended_at IS NULL THEN ${countCalls("served")} ELSE w.served END AS served,
            CASE WHEN w.ended_at IS NULL THEN ${countCalls("refused")} ELSE w.refused END AS refused
     FROM degraded_window w WHERE w.lane_id = $1 AND ($2::timestamptz IS NULL OR coalesce(w.ended_at, 'infinity') >= $2)
     ORDER BY w.started_at DESC LIMIT 50`,
    [laneId, since],
  );
  return rows.map(({ started_at, ended_at, ...row }) => ({
    ...row,
    served: Number(row.served),
    refused: Number(row.refused),
    started_at: timeOf(started_at),
    ended_at: time(ended_at),
  }));
}
