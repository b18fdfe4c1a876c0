import { findLaneId } from "#lib/db/lanes.ts";
import { type Context, requireServer } from "../context.ts";
import { fail } from "../errors.ts";

/** Id of the calling server's lane of this name. @throws forbidden, not_found */
export async function findOwnLane(ctx: Context, name: string): Promise<string> {
  const { id: serverId } = requireServer(ctx);
  const laneId = await findLaneId(ctx.db, serverId, name);
  if (!laneId) throw fail("not_found", `There is no lane ${name} on this server yet: report an event of it first.`);
  return laneId;
}
