import type { IngestReceipt, Rejection } from "#lib/contract/event.ts";
import { type Context, requireServer } from "../context.ts";
import { fail } from "../errors.ts";
import { checkEvents } from "./check-events.ts";
import { eventWriter } from "./event-writer.ts";

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
  const writer = eventWriter(ctx.db);
  const load = { events: inputs.length, bytes };
  writer.requireRoom(load);
  const { accepted, rejected, offClock } = checkEvents(inputs, actor.name, ctx.now);
  const workstation = actor.keyKind === "workstation";
  const request = { actor, serverId: actor.id, workstation, receivedAt: ctx.now, events: accepted, offClock };
  const outcome = await writer.submit(request, load);
  const all = [...rejected, ...outcome.rejected].sort((a, b) => a.index - b.index);
  if (inputs.length > 0 && all.length === inputs.length) throw allRejected(all);
  return { accepted: outcome.accepted, duplicates: outcome.duplicates, rejected: all, control_version: outcome.controlVersion };
}

const allRejected = (rejected: readonly Rejection[]) =>
  fail(
    "all_rejected",
    rejected.length === 1 ? (rejected[0]?.detail ?? "") : `None of the ${rejected.length} events was accepted.`,
    {
      rejected,
    },
  );
