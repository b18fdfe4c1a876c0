import type { CommandRecord } from "#lib/db/commands.ts";
import { fail } from "../errors.ts";
import type { CommandOrder } from "./command-order.ts";
import { recordControl } from "./record-control.ts";
import { setControl } from "./set-control.ts";

/** Pauses a lane. Never refused by a race: a lane that is paused already takes the newer reason and end. */
export async function pauseLane({ tx, ctx, lane, request, open, ...order }: CommandOrder): Promise<CommandRecord> {
  const until = request.until === undefined ? null : new Date(request.until);
  if (until && until <= ctx.now) throw fail("invalid_request", "until lies in the past.");
  const issue = { tx, now: ctx.now, lane, kind: "pause" as const, reason: request.reason, until, ...order };
  const command = await setControl(issue, open, () => ({
    pausedAt: ctx.now,
    pausedBy: ctx.actor.name,
    pausedReason: request.reason,
    pausedUntil: until,
  }));
  await recordControl(tx, lane, ctx.now);
  return command;
}
