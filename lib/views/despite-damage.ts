import { type LaneRecord, readLaneRecords } from "#lib/db/lane-record.ts";
import { isOfItsData } from "#lib/db/set-aside.ts";
import type { Sql } from "#lib/db/sql.ts";

/** What is shown of something stored, or null where that cannot be read: no lane takes a list with it. */
export function unlessDamaged<T>(show: () => T): T | null {
  try {
    return show();
  } catch (error) {
    if (isOfItsData(error)) return null;
    throw error;
  }
}

/** What is shown of a lane, without its state where that cannot be read; null where there is no such lane. */
export async function showLane<T>(sql: Sql, laneId: string, show: (record: LaneRecord) => Promise<T>): Promise<T | null> {
  const read = async (reading: "unless_set_aside" | "bare"): Promise<T | null> => {
    const [record] = await readLaneRecords(sql, [laneId], {}, reading);
    return record ? show(record) : null;
  };
  try {
    return await read("unless_set_aside");
  } catch (error) {
    if (isOfItsData(error)) return read("bare");
    throw error;
  }
}
