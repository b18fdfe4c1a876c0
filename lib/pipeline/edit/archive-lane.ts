import { EVENT_LIMITS } from "#lib/contract/event.ts";
import { writeActions } from "#lib/db/actions.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import { countLanes, findServerOfLane, lockLaneAdmission, writeArchived } from "#lib/db/lanes.ts";
import type { Sql } from "#lib/db/sql.ts";
import { openLane } from "../command/index.ts";
import { type Context, requireRole } from "../context.ts";
import { fail, notFound } from "../errors.ts";
import { evaluateLanes } from "../evaluate/index.ts";

export interface Archiving {
  ctx: Context;
  laneId: string;
  /** False brings the lane back. */
  archived: boolean;
  reason: string | null;
}

/**
 * Ends a lane, or brings it back. An archived lane keeps its history and what it is reported, and its clock and alerts stop; one
 * that is brought back is judged at once. Asking for what is so already changes nothing.
 * @throws forbidden, not_found, conflict (its own server retired it, or the server's lanes are as many as may be)
 */
export async function archiveLane({ ctx, laneId, archived, reason }: Archiving): Promise<void> {
  requireRole(ctx, "operator");
  await ctx.db.transaction(async (tx) => {
    if (!archived) await admit(tx, laneId);
    const record = await openLane(tx, laneId);
    if (archived === (record.archivedAt !== null)) return;
    if (!archived) await requireRoom(tx, record);
    await writeArchived(tx, laneId, archived ? { at: ctx.now, by: ctx.actor.name } : null);
    await writeActions(tx, ctx.actor, ctx.now, [
      {
        action: archived ? "lane.archived" : "lane.restored",
        laneId,
        serverId: record.serverId,
        reason,
        before: { archived: !archived },
        after: { archived },
        summary: archived ? `Archived ${record.name}` : `Brought ${record.name} back`,
      },
    ]);
    await evaluateLanes(tx, [{ ...record, archivedAt: archived ? ctx.now.getTime() : null }], "operator", ctx.now);
  });
}

/** Lanes are admitted before any is locked, everywhere the same. */
async function admit(tx: Sql, laneId: string): Promise<void> {
  const serverId = await findServerOfLane(tx, laneId);
  if (serverId === null) throw notFound("lane");
  await lockLaneAdmission(tx, [serverId]);
}

async function requireRoom(tx: Sql, { serverId, state }: LaneRecord): Promise<void> {
  if (state.retiredAt !== null)
    throw fail("conflict", "The lane's own server has retired it: only that server can declare another.");
  const count = (await countLanes(tx, [serverId])).get(serverId) ?? 0;
  const most = EVENT_LIMITS.lanesPerServer;
  if (count >= most) throw fail("conflict", `The server has ${most} lanes already: archive another one first.`);
}
