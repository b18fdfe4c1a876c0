import { type AlsoRead, type LaneRecord, lockLanes, readLaneRecords } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import { fail, notFound } from "../errors.ts";

/** Locks and reads the lane a verb is about. @throws not_found */
export async function openLane(tx: Sql, laneId: string, also: AlsoRead = {}): Promise<LaneRecord> {
  await lockLanes(tx, [laneId]);
  const [lane] = await readLaneRecords(tx, [laneId], also);
  if (!lane) throw notFound("lane");
  return lane;
}

/** The same for a verb that goes by a generation of the lane, which may be at rest. @throws not_found, conflict (it is set aside) */
export async function openLaneWith(tx: Sql, laneId: string, generation: number): Promise<LaneRecord> {
  const lane = await openLane(tx, laneId, { numbers: [generation] });
  requireJudged(lane);
  return lane;
}

/** Of a lane that is set aside nothing is known by which anything but a pause could be decided. @throws conflict */
export function requireJudged({ isSetAside }: LaneRecord): void {
  if (isSetAside) throw fail("conflict", "What is stored of the lane cannot be read for now: it can only be paused.");
}
