import type { LaneDetail } from "#lib/contract/lane.ts";
import { countCalls } from "#lib/db/degraded-windows.ts";
import type { Sql } from "#lib/db/sql.ts";
import { DAY } from "#lib/domain/clock/instant.ts";
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

/** Events are accepted this far ahead of the clock. */
const AHEAD_MS = DAY;

/** A lane's degraded windows, newest first; an open one is counted up to now. */
export async function readDegradedWindows(
  sql: Sql,
  laneId: string,
  since: Date | null,
  now: Date,
): Promise<LaneDetail["degraded"]> {
  const rows = await sql.query<Row>(
    `SELECT started_at, ended_at, reason, generation, closed_as, served, refused FROM degraded_window
     WHERE lane_id = $1 AND ($2::timestamptz IS NULL OR coalesce(ended_at, 'infinity') >= $2) ORDER BY started_at DESC LIMIT 50`,
    [laneId, since],
  );
  const counted = await Promise.all(rows.map((row) => (row.ended_at === null ? countOpen(sql, laneId, row, now) : row)));
  return counted.map(({ started_at, ended_at, ...row }) => ({
    ...row,
    started_at: timeOf(started_at),
    ended_at: time(ended_at),
  }));
}

async function countOpen(sql: Sql, laneId: string, row: Row, now: Date): Promise<Row> {
  const [counts] = await countCalls(sql, [{ laneId, from: row.started_at, to: new Date(now.getTime() + AHEAD_MS) }]);
  return { ...row, ...counts };
}
