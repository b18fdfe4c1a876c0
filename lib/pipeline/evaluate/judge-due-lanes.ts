import type { Database } from "#lib/db/database.ts";
import { claimDueLanes } from "#lib/db/due-lanes.ts";
import { readLaneRecords } from "#lib/db/lane-record.ts";
import { lockServers } from "#lib/db/servers.ts";
import { liftEndedPauses } from "../command/index.ts";
import { evaluateLanes } from "./evaluate-lanes.ts";

/**
 * One beat of the clock: claims lanes whose deadline has passed, asks the domain, writes transition and audit in the same transaction.
 * Several workers may run side by side: each claims rows that no other holds. Returns how many were judged.
 */
export async function judgeDueLanes(db: Database, now: Date, limit = 500): Promise<number> {
  return db.transaction(async (tx) => {
    const ids = await claimDueLanes(tx, now, limit);
    if (ids.length === 0) return 0;
    const records = await readLaneRecords(tx, ids);
    // What follows raises versions of several servers, in no order that another clock would keep to.
    await lockServers(tx, [...new Set(records.map(({ serverId }) => serverId))]);
    await evaluateLanes(tx, await liftEndedPauses(tx, records, now), "clock", now);
    return ids.length;
  });
}
