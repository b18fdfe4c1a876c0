import { type LaneRecord, lockLanes, readLaneRecords } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import { notFound } from "../errors.ts";

/** Locks and reads the lane a verb is about. @throws not_found */
export async function openLane(tx: Sql, laneId: string): Promise<LaneRecord> {
  await lockLanes(tx, [laneId]);
  const [lane] = await readLaneRecords(tx, [laneId]);
  if (!lane) throw notFound("lane");
  return lane;
}
