import type { Database } from "#lib/db/database.ts";
import { isRecordedAlready } from "#lib/db/events.ts";
import { isDatabaseAway, isPartitionMissing } from "#lib/db/is-database-away.ts";
import { isOfItsData } from "#lib/db/set-aside.ts";
import { sharedPer } from "#lib/db/shared.ts";
import { provideGauge } from "#lib/meter.ts";
import type { RecordOutcome } from "../record/index.ts";
import { commitByLane } from "./commit-by-lane.ts";
import { commitRequests, type IngestRequest } from "./commit-requests.ts";
import { GroupQueue } from "./group-queue.ts";

export type EventWriter = GroupQueue<IngestRequest, RecordOutcome>;

const GROUP_EVENTS = 1_000;
/** Some seconds of work for one process: a sender that waited longer would have given up. */
const CAPACITY = { events: 20_000, bytes: 32 * 1_048_576 };
/** A replay seldom comes alone: for so long after one, events are looked up before they are written. */
const WARY_MS = 10_000;

/** The one writer of events that this process has for a database. */
export const eventWriter = (db: Database): EventWriter =>
  sharedPer(db, "event-writers", () => {
    const queue: EventWriter = new GroupQueue({
      groupEvents: GROUP_EVENTS,
      capacity: CAPACITY,
      commit: commitTo(db),
      isHopeless: (error) => isDatabaseAway(error) && !isPartitionMissing(error),
    });
    provideGauge("ingest_queue_depth", () => queue.depth);
    return queue;
  });

/**
 * Takes events for new until Postgres says otherwise: looking each up first costs as much as a third of writing it. A request that
 * fails alone for what is stored or reported of a lane is recorded lane by lane.
 */
function commitTo(db: Database): (requests: readonly IngestRequest[]) => Promise<RecordOutcome[]> {
  let waryUntil = 0;
  const commit = async (requests: readonly IngestRequest[]) => {
    const isWary = performance.now() < waryUntil;
    try {
      return await commitRequests(db, requests, { mayRepeat: isWary });
    } catch (error) {
      if (isWary || !isRecordedAlready(error)) throw error;
      waryUntil = performance.now() + WARY_MS;
      return commitRequests(db, requests, { mayRepeat: true });
    }
  };
  return async (requests) => {
    try {
      return await commit(requests);
    } catch (error) {
      const [only, ...others] = requests;
      if (only === undefined || others.length > 0 || !isOfItsData(error)) throw error;
      return [await commitByLane(db, only)];
    }
  };
}
