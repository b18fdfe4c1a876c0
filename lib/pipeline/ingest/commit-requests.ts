import { writeActions } from "#lib/db/actions.ts";
import type { Database } from "#lib/db/database.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Action } from "#lib/domain/audit/action.ts";
import type { Actor } from "#lib/domain/audit/actor.ts";
import { type Expectation, type RecordOutcome, type Report, recordEvents } from "../record/index.ts";

/** What one request asks to be recorded, and who asks. */
export interface IngestRequest extends Report {
  actor: Extract<Actor, { kind: "server" }>;
  offClock: readonly string[];
}

/** Records a group of requests in one transaction: all of them or none. */
export async function commitRequests(
  db: Database,
  requests: readonly IngestRequest[],
  expectation: Expectation,
): Promise<RecordOutcome[]> {
  const now = new Date(Math.max(...requests.map(({ receivedAt }) => receivedAt.getTime())));
  const record = async (tx: Sql) => {
    for (const { actor, offClock, receivedAt } of requests.filter((request) => request.offClock.length > 0)) {
      const refused = offClock.map((replica) => refusedForTime(actor.id, replica));
      await writeActions(tx, actor, receivedAt, refused);
    }
    return recordEvents(tx, requests, now, expectation);
  };
  return db.transaction(record, { repeats: true });
}

const refusedForTime = (serverId: string, replica: string): Action => ({
  action: "replica.time_out_of_range",
  serverId,
  outcome: "refused",
  after: { replica },
  summary: `${replica} sent events with a time out of range: its clock is wrong`,
});
