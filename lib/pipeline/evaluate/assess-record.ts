import type { LaneRecord } from "#lib/db/lane-record.ts";
import { type Assessment, assess } from "#lib/domain/assessment/assess.ts";

/** Judges a lane as it was read, with the state that new facts have given it. */
export function assessRecord(record: LaneRecord, now: Date): Assessment {
  const { standing, desired, openAlerts } = record;
  return assess(standing, record, desired, openAlerts, now.getTime());
}
