import type { Database } from "#lib/db/database.ts";
import { findLaneIds } from "#lib/db/lanes.ts";
import { nameKey } from "#lib/db/named.ts";
import { isOfItsData } from "#lib/db/set-aside.ts";
import { setAsideLane } from "../alert/index.ts";
import type { RecordOutcome } from "../record/index.ts";
import { commitRequests, type IngestRequest } from "./commit-requests.ts";

/** Each is looked up before it is written: some of them may be on record by the time that another fails. */
const MAY_REPEAT = { mayRepeat: true };

/**
 * Records a request that fails as a whole, what it tells of each lane apart: a lane that makes it fail is set aside, which keeps its
 * events, and the others are recorded as ever.
 */
export async function commitByLane(db: Database, request: IngestRequest): Promise<RecordOutcome> {
  const ofLanes = Map.groupBy(request.events, ({ event }) => event.lane);
  const outcomes: RecordOutcome[] = [];
  for (const [lane, events] of ofLanes) {
    // What it tells of clocks is told once.
    const part = { ...request, events, offClock: outcomes.length === 0 ? request.offClock : [] };
    outcomes.push(await commitPart(db, part, lane));
  }
  return outcomes.reduce(addOutcome);
}

async function commitPart(db: Database, part: IngestRequest, lane: string | null): Promise<RecordOutcome> {
  const commit = async (): Promise<RecordOutcome> => {
    const [outcome] = await commitRequests(db, [part], MAY_REPEAT);
    if (!outcome) throw new Error("a request was recorded and not answered");
    return outcome;
  };
  try {
    return await commit();
  } catch (error) {
    const named = { serverId: part.serverId, name: lane ?? "" };
    const laneId = lane !== null && isOfItsData(error) ? (await findLaneIds(db, [named])).get(nameKey(named)) : undefined;
    if (laneId === undefined) throw error;
    await setAsideLane(db, laneId, error, part.receivedAt);
    return commit();
  }
}

const addOutcome = (sum: RecordOutcome, { accepted, duplicates, rejected, controlVersion }: RecordOutcome): RecordOutcome => ({
  accepted: sum.accepted + accepted,
  duplicates: sum.duplicates + duplicates,
  rejected: [...sum.rejected, ...rejected],
  controlVersion: Math.max(sum.controlVersion, controlVersion),
});
