import type { Database } from "#lib/db/database.ts";
import { claimDueLanes, findDueLanes, postponeLane } from "#lib/db/due-lanes.ts";
import { isDatabaseAway } from "#lib/db/is-database-away.ts";
import { readLaneRecords } from "#lib/db/lane-record.ts";
import { lockServers } from "#lib/db/servers.ts";
import type { Sql } from "#lib/db/sql.ts";
import { pauseIsOver } from "#lib/domain/lane/control.ts";
import { liftEndedPauses } from "../command/index.ts";
import { evaluateLanes } from "./evaluate-lanes.ts";
import { serversOf } from "./servers-of.ts";

/** When a lane that could not be judged is tried again. */
const TRY_AGAIN_MS = 60_000;

/**
 * One beat of the clock: claims lanes whose deadline has passed, asks the domain, writes transition and audit in the same transaction.
 * Several workers may run side by side: each claims rows that no other holds. Returns how many were judged.
 * A lane that cannot be judged keeps no other waiting: what failed is thrown after them.
 */
export async function judgeDueLanes(db: Database, now: Date, limit = 500): Promise<number> {
  try {
    return await db.transaction(async (tx) => judge(tx, await claimDueLanes(tx, now, limit), now));
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    return judgeOneByOne(db, now, limit);
  }
}

async function judgeOneByOne(db: Database, now: Date, limit: number): Promise<number> {
  const due = await findDueLanes(db, now, limit);
  const failures: unknown[] = [];
  for (const id of due) {
    const judged = db.transaction(async (tx) => judge(tx, await claimDueLanes(tx, now, 1, id), now));
    await judged.catch(async (error: unknown) => {
      failures.push(error);
      await postponeLane(db, id, new Date(now.getTime() + TRY_AGAIN_MS));
    });
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} of ${due.length} due lanes could not be judged`);
  return due.length;
}

async function judge(tx: Sql, ids: readonly string[], now: Date): Promise<number> {
  if (ids.length === 0) return 0;
  const records = await readLaneRecords(tx, ids);
  // Ending pauses raises versions of servers, in no order that another clock would keep to.
  if (records.some(({ desired }) => pauseIsOver(desired, now.getTime()))) await lockServers(tx, serversOf(records));
  await evaluateLanes(tx, await liftEndedPauses(tx, records, now), "clock", now);
  return ids.length;
}
