import type { IngestReceipt, Rejection } from "#lib/contract/event.ts";
import type { Database } from "#lib/db/database.ts";
import { lookUpControlVersion } from "#lib/db/servers.ts";
import { countIngest } from "#lib/meter.ts";
import { type Context, requireServer } from "../context.ts";
import { fail } from "../errors.ts";
import type { RecordOutcome } from "../record/index.ts";
import { checkEvents } from "./check-events.ts";
import type { IngestRequest } from "./commit-requests.ts";
import { eventWriter } from "./event-writer.ts";
import type { Load } from "./group-queue.ts";
import { heartbeatBook } from "./heartbeat-book.ts";

export interface IngestInput {
  ctx: Context;
  inputs: readonly unknown[];
  /** Size of the request they came in. */
  bytes: number;
}

/**
 * Takes the events of one request: each is accepted, a duplicate, or rejected with its code; one bad event never loses the good ones.
 * Resolves only after the commit, which concurrent requests share.
 * @throws forbidden (not a server key), too_many_requests, all_rejected
 */
export async function ingestEvents({ ctx, inputs, bytes }: IngestInput): Promise<IngestReceipt> {
  const actor = requireServer(ctx);
  const load = { events: inputs.length, bytes };
  eventWriter(ctx.db).requireRoom(load);
  const { accepted, rejected, offClock } = checkEvents(inputs, actor.name, ctx.now);
  const workstation = actor.keyKind === "workstation";
  const request = { actor, serverId: actor.id, workstation, receivedAt: ctx.now, events: accepted, offClock };
  const outcome = await recordOrGather(ctx.db, request, load);
  const all = [...rejected, ...outcome.rejected].sort((a, b) => a.index - b.index);
  countIngest({ ...outcome, rejected: all });
  if (inputs.length > 0 && all.length === inputs.length) throw allRejected(all);
  return { accepted: outcome.accepted, duplicates: outcome.duplicates, rejected: all, control_version: outcome.controlVersion };
}

/** Records a request with its group; heartbeats without news are only gathered. */
async function recordOrGather(db: Database, request: IngestRequest, load: Load): Promise<RecordOutcome> {
  const book = heartbeatBook(db);
  if (request.offClock.length === 0 && book.gather(request)) {
    const controlVersion = await lookUpControlVersion(db, request.serverId);
    return { accepted: request.events.length, duplicates: 0, rejected: [], controlVersion };
  }
  const outcome = await eventWriter(db).submit(request, load);
  if (outcome.rejected.length === 0) book.remember(request);
  return outcome;
}

const allRejected = (rejected: readonly Rejection[]) =>
  fail(
    "all_rejected",
    rejected.length === 1 ? (rejected[0]?.detail ?? "") : `None of the ${rejected.length} events was accepted.`,
    {
      rejected,
    },
  );
