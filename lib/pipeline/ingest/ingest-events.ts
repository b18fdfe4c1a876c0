import type { IngestReceipt, Rejection } from "#lib/contract/event.ts";
import { writeActions } from "#lib/db/actions.ts";
import type { Action } from "#lib/domain/audit/action.ts";
import { type Context, requireServer } from "../context.ts";
import { fail } from "../errors.ts";
import { type PlacedEvent, recordEvents } from "../record/index.ts";
import { checkEvent } from "./check-event.ts";

/**
 * Takes the events of one request: each is accepted, a duplicate, or rejected with its code; one bad event never loses the good ones.
 * Resolves only after the commit.
 * @throws forbidden (not a server key), all_rejected
 */
export async function ingestEvents({ ctx, inputs }: { ctx: Context; inputs: readonly unknown[] }): Promise<IngestReceipt> {
  const server = requireServer(ctx);
  const accepted: PlacedEvent[] = [];
  const offClock = new Set<string>();
  const rejected: Rejection[] = [];
  inputs.forEach((input, index) => {
    const checked = checkEvent(input, server.name, ctx.now);
    if (checked.ok) accepted.push({ index, event: checked.event });
    else {
      rejected.push({ index, id: checked.id, code: checked.code, detail: checked.detail });
      if (checked.code === "time_out_of_range" && checked.replica) offClock.add(checked.replica);
    }
  });
  const outcome = await ctx.db.transaction(async (tx) => {
    await writeActions(
      tx,
      ctx.actor,
      ctx.now,
      [...offClock].map((replica) => refusedForTime(server.id, replica)),
    );
    return recordEvents(tx, server.id, accepted, ctx.now);
  });
  const all = [...rejected, ...outcome.rejected].sort((a, b) => a.index - b.index);
  if (inputs.length > 0 && all.length === inputs.length) {
    throw fail("all_rejected", all.length === 1 ? (all[0]?.detail ?? "") : `None of the ${all.length} events was accepted.`, {
      rejected: all,
    });
  }
  return { accepted: outcome.accepted, duplicates: outcome.duplicates, rejected: all, control_version: outcome.controlVersion };
}

const refusedForTime = (serverId: string, replica: string): Action => ({
  action: "replica.time_out_of_range",
  serverId,
  outcome: "refused",
  after: { replica },
  summary: `${replica} sent events with a time out of range: its clock is wrong`,
});
