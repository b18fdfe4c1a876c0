import { createHash } from "node:crypto";
import type { CommandRequest } from "#lib/contract/command.ts";
import { writeActions } from "#lib/db/actions.ts";
import type { CommandRecord } from "#lib/db/commands.ts";
import { findByIdempotencyKey, readLastCommand, readOpenCommands } from "#lib/db/commands.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import { type Context, requireRole } from "../context.ts";
import { fail } from "../errors.ts";
import type { CommandOrder } from "./command-order.ts";
import { describeRequest } from "./describe-request.ts";
import { openLane, requireJudged } from "./open-lane.ts";
import { pauseLane } from "./pause-lane.ts";
import { probeLane } from "./probe-lane.ts";
import { resumeLane } from "./resume-lane.ts";
import { rotateLane } from "./rotate-lane.ts";

export interface RequestCommand {
  ctx: Context;
  laneId: string;
  request: CommandRequest;
  /** The `Idempotency-Key` header: the same key by the same caller on the same lane returns the same command for 24 h. */
  idempotencyKey: string | null;
}

/**
 * Pauses, resumes, rotates or probes one lane. Returns the command's id; what becomes of it is told by the command itself.
 * @throws forbidden, not_found, idempotency_mismatch, conflict (names who changed what), preflight_refused
 */
export async function requestCommand({ ctx, laneId, request, idempotencyKey }: RequestCommand): Promise<string> {
  requireRole(ctx, "operator");
  return ctx.db.transaction(async (tx) => {
    const lane = await openLane(tx, laneId);
    const caller = callerOf(ctx);
    const requestHash = createHash("sha256").update(JSON.stringify(request)).digest("hex");
    if (idempotencyKey !== null) {
      const earlier = await findByIdempotencyKey(tx, laneId, caller, idempotencyKey, ctx.now);
      if (earlier?.requestHash === requestHash) return earlier.id;
      if (earlier) throw fail("idempotency_mismatch", "This Idempotency-Key was used for another command on this lane.");
    }
    if (lane.archivedAt !== null) throw fail("conflict", "The lane is archived: bring it back before you command it.");
    if (request.kind !== "pause") requireJudged(lane);
    if (lane.state.retiredAt !== null) throw fail("conflict", "The lane's server has ended it: it takes no more commands.");
    const open = await readOpenCommands(tx, laneId);
    if (request.kind !== "pause") await requireVersion(tx, lane, request.if_version);
    const order: CommandOrder = { tx, ctx, lane, request, open, caller, idempotencyKey, requestHash };
    const command = await VERBS[request.kind](order);
    await writeActions(tx, ctx.actor, ctx.now, [describeRequest(lane, command, request.until)]);
    return command.id;
  });
}

const VERBS: Record<CommandRequest["kind"], (order: CommandOrder) => Promise<CommandRecord>> = {
  pause: pauseLane,
  resume: resumeLane,
  rotate: rotateLane,
  probe: probeLane,
};

function callerOf({ actor }: Context): CommandOrder["caller"] {
  return { kind: actor.kind, id: actor.kind === "system" ? "" : actor.id, name: actor.name };
}

async function requireVersion(tx: Sql, lane: LaneRecord, expected: number | undefined): Promise<void> {
  if (expected === undefined || expected === lane.controlVersion) return;
  const last = await readLastCommand(tx, lane.id);
  const who = last
    ? `${last.callerName} asked for ${last.kind} at ${last.requestedAt.toISOString()}`
    : "it serves another generation now";
  throw fail("conflict", `The lane changed while you decided: ${who}.`, {
    control_version: lane.controlVersion,
    changed_by: last ? { name: last.callerName, kind: last.kind, at: last.requestedAt.toISOString() } : null,
  });
}
