import { writeActions } from "#lib/db/actions.ts";
import type { Database } from "#lib/db/database.ts";
import { nameKey } from "#lib/db/named.ts";
import { findOffClock } from "#lib/db/replicas.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Action } from "#lib/domain/audit/action.ts";
import type { Actor } from "#lib/domain/audit/actor.ts";
import { describeOffClock, type OffClock } from "#lib/domain/clock/off-clock.ts";
import { type Expectation, type RecordOutcome, type Report, recordEvents } from "../record/index.ts";

/** What one request asks to be recorded, and who asks. */
export interface IngestRequest extends Report {
  actor: Extract<Actor, { kind: "server" }>;
}

/** Records a group of requests in one transaction: all of them or none. */
export async function commitRequests(
  db: Database,
  requests: readonly IngestRequest[],
  expectation: Expectation,
): Promise<RecordOutcome[]> {
  const now = new Date(Math.max(...requests.map(({ receivedAt }) => receivedAt.getTime())));
  const record = async (tx: Sql) => {
    const news = await withClockNews(tx, requests);
    for (const { actor, offClock, receivedAt } of news.filter((request) => request.offClock.length > 0)) {
      const refused = offClock.map((off) => refusedForTime(actor.id, off));
      await writeActions(tx, actor, receivedAt, refused);
    }
    return recordEvents(tx, news, now, expectation);
  };
  return db.transaction(record, { repeats: true });
}

/** The requests with those wrong clocks only that were not known of: each batch of such a replica is refused, and tells nothing new. */
async function withClockNews(tx: Sql, requests: readonly IngestRequest[]): Promise<readonly IngestRequest[]> {
  const told = requests.flatMap(({ serverId, offClock }) => offClock.map(({ replica: name }) => ({ serverId, name })));
  if (told.length === 0) return requests;
  const known = await findOffClock(tx, told);
  return requests.map((request) => ({
    ...request,
    offClock: request.offClock.filter(({ replica: name }) => !known.has(nameKey({ serverId: request.serverId, name }))),
  }));
}

const refusedForTime = (serverId: string, { replica, offsetMs }: OffClock): Action => ({
  action: "replica.time_out_of_range",
  serverId,
  outcome: "refused",
  after: { replica, clock_offset_ms: offsetMs },
  summary: `Events were refused for their time: ${describeOffClock({ replica, offsetMs })}`,
});
