import type { Database } from "#lib/db/database.ts";
import { isDatabaseAway, isPartitionMissing } from "#lib/db/is-database-away.ts";
import { shared } from "#lib/db/shared.ts";
import type { RecordOutcome } from "../record/index.ts";
import { commitRequests, type IngestRequest } from "./commit-requests.ts";
import { GroupQueue } from "./group-queue.ts";

export type EventWriter = GroupQueue<IngestRequest, RecordOutcome>;

const GROUP_EVENTS = 400;
/** Some seconds of work for one process: a sender that waited longer would have given up. */
const CAPACITY = { events: 20_000, bytes: 32 * 1_048_576 };

/** The one writer of events that this process has for a database. */
export function eventWriter(db: Database): EventWriter {
  const writers = shared("event-writers", () => new WeakMap<Database, EventWriter>());
  const known = writers.get(db);
  if (known) return known;
  const writer: EventWriter = new GroupQueue({
    groupEvents: GROUP_EVENTS,
    capacity: CAPACITY,
    commit: (requests) => commitRequests(db, requests),
    isHopeless: (error) => isDatabaseAway(error) && !isPartitionMissing(error),
  });
  writers.set(db, writer);
  return writer;
}
