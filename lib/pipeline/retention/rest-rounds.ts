import type { Database } from "#lib/db/database.ts";
import { lockLanes, readLaneRecords } from "#lib/db/lane-record.ts";
import { writeStates } from "#lib/db/lane-writes.ts";
import {
  type CrowdedLane,
  countAwakeGenerations,
  findBoots,
  findMentioned,
  restGenerations,
} from "#lib/db/resting-generations.ts";
import type { Sql } from "#lib/db/sql.ts";
import { findRest, NEWEST_GENERATIONS } from "#lib/domain/lane/at-rest.ts";

/** As long as replicas that left are kept: what they still have to say of a generation is said by then. */
const TOLD_WITHIN_MS = 24 * 3_600_000;
const LANES_LOOKED_AT = 1_000;
/** A transaction holds the locks of lanes that have about so many together; one that has more is alone. */
const GENERATIONS_AT_ONCE = 1_000;
/** Less than every lane's id. */
const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";

/**
 * Returns what lets generations rest that nothing judges any more, on the next lanes each time it is called, round after round.
 * Nothing is lost by it: what rests is kept, and read again once a fact names it. Lanes that failed are thrown after the others.
 */
export function restRounds(db: Database): (now: Date) => Promise<void> {
  let upTo = BEFORE_ALL;
  return async (now) => {
    const lanes = await countAwakeGenerations(db, upTo, LANES_LOOKED_AT);
    upTo = lanes.length < LANES_LOOKED_AT ? BEFORE_ALL : (lanes.at(-1)?.laneId ?? BEFORE_ALL);
    const failures: unknown[] = [];
    for (const some of inSteps(lanes.filter(({ awake }) => awake > NEWEST_GENERATIONS)))
      await db.transaction((tx) => letRest(tx, some, now)).catch((error) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, "Some lanes could not be looked at for generations to rest");
  };
}

/** Ids of lanes, in their order, as many together as a transaction takes. */
function inSteps(lanes: readonly CrowdedLane[]): string[][] {
  const steps: string[][] = [];
  let room = 0;
  for (const { laneId, awake } of lanes) {
    const step = awake <= room ? steps.at(-1) : undefined;
    if (step) step.push(laneId);
    else steps.push([laneId]);
    room = (step ? room : GENERATIONS_AT_ONCE) - awake;
  }
  return steps;
}

// No audit: nothing that anybody sees, or that is ever decided, changes by it.
async function letRest(tx: Sql, laneIds: readonly string[], now: Date): Promise<void> {
  await lockLanes(tx, laneIds);
  const records = await readLaneRecords(tx, laneIds, { boots: await findBoots(tx, laneIds) });
  const mentioned = await findMentioned(tx, laneIds);
  const before = now.getTime() - TOLD_WITHIN_MS;
  const found = records.map(({ id: laneId, state }) => {
    const { numbers, boots } = findRest(state, { mentioned: mentioned.get(laneId) ?? [], before });
    return { laneId, numbers, before: state, after: { ...state, boots: { ...state.boots, ...boots } } };
  });
  await writeStates(tx, found);
  await restGenerations(
    tx,
    found.flatMap(({ laneId, numbers }) => numbers.map((number) => ({ laneId, number }))),
    now,
  );
}
