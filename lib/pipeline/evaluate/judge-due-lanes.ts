import type { Database } from "#lib/db/database.ts";
import { claimDueLanes, findDueLanes, postponeLane } from "#lib/db/due-lanes.ts";
import { isDatabaseAway } from "#lib/db/is-database-away.ts";
import { readLaneRecords } from "#lib/db/lane-record.ts";
import { lockServers } from "#lib/db/servers.ts";
import { isOfItsData } from "#lib/db/set-aside.ts";
import type { Sql } from "#lib/db/sql.ts";
import { pauseIsOver } from "#lib/domain/lane/control.ts";
import { setAsideLane, TRY_AGAIN_MS } from "../alert/index.ts";
import { liftEndedPauses } from "../command/index.ts";
import { evaluateLanes } from "./evaluate-lanes.ts";
import { serversOf } from "./servers-of.ts";

/**
 * One beat of the clock: claims lanes whose deadline has passed, asks the domain, writes transition and audit in the same transaction.
 * Several workers may run side by side: each claims rows that no other holds. Returns how many were judged.
 * A lane that cannot be judged keeps no other waiting: what failed is thrown after them.
 */
export async function judgeDueLanes(db: Database, now: Date, limit = 500): Promise<number> {
  try {
    return await db.transaction(async (tx) => judge(tx, await claimDueLanes(tx, now, limit), now), { repeats: true });
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    const due = await findDueLanes(db, now, limit);
    const failures = await judgeHalves(db, now, due);
    if (failures.length === 0) return due.length;
    throw new AggregateError(failures, `${failures.length} of ${due.length} due lanes could not be judged`);
  }
}

/** Judges lanes together, or halves of them apart where that fails, until only those are left that cannot be judged; these wait, or are set aside. */
async function judgeHalves(db: Database, now: Date, ids: readonly string[]): Promise<unknown[]> {
  const [first] = ids;
  if (first === undefined) return [];
  try {
    await db.transaction(async (tx) => judge(tx, await claimDueLanes(tx, now, ids.length, ids), now));
    return [];
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    if (ids.length > 1) {
      const middle = Math.ceil(ids.length / 2);
      return [...(await judgeHalves(db, now, ids.slice(0, middle))), ...(await judgeHalves(db, now, ids.slice(middle)))];
    }
    if (isOfItsData(error)) await setAsideLane(db, first, error, now);
    else await postponeLane(db, first, new Date(now.getTime() + TRY_AGAIN_MS));
    return [error];
  }
}

async function judge(tx: Sql, ids: readonly string[], now: Date): Promise<number> {
  if (ids.length === 0) return 0;
  const records = await readLaneRecords(tx, ids);
  // Ending pauses raises versions of servers, in no order that another clock would keep to.
  if (records.some(({ desired }) => pauseIsOver(desired, now.getTime()))) await lockServers(tx, serversOf(records));
  await evaluateLanes(tx, await liftEndedPauses(tx, records, now), "clock", now);
  return ids.length;
}
