import { writeActions } from "#lib/db/actions.ts";
import { lockLanes } from "#lib/db/lane-record.ts";
import { writeLaneProfile } from "#lib/db/lanes.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import { type Context, requireRole } from "../context.ts";
import { notFound } from "../errors.ts";

export interface LaneEdit {
  owner?: string | null | undefined;
  runbook_url?: string | null | undefined;
}

/** Changes who owns a lane, or where its runbook is. @throws forbidden, not_found */
export async function editLane({ ctx, laneId, edit }: { ctx: Context; laneId: string; edit: LaneEdit }): Promise<void> {
  requireRole(ctx, "operator");
  await ctx.db.transaction(async (tx) => {
    await lockLanes(tx, [laneId]);
    const written = await writeLaneProfile(tx, laneId, edit);
    if (!written) throw notFound("lane");
    const { name, serverId, before } = written;
    await writeActions(tx, ctx.actor, ctx.now, [
      { action: "lane.edited", laneId, serverId, before, after: { ...edit }, summary: `Edited ${name}` },
    ]);
    await writeOutbox(tx, [{ topic: "lane", ref: laneId, serverId, version: ctx.now.getTime() }]);
  });
}
