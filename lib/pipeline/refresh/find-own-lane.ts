import { findLaneId } from "#lib/db/lanes.ts";
import { isBorrowedName } from "#lib/db/replicas.ts";
import { type Context, requireServer } from "../context.ts";
import { fail } from "../errors.ts";

/**
 * Id of the calling server's lane of this name, for a replica that may ask under this kind of key: a workstation holds no lease
 * under the name of a service.
 * @throws forbidden, not_found
 */
export async function findOwnLane(ctx: Context, name: string, replica: string): Promise<string> {
  const { id: serverId, keyKind } = requireServer(ctx);
  const laneId = await findLaneId(ctx.db, serverId, name);
  if (!laneId) throw fail("not_found", `There is no lane ${name} on this server yet: report an event of it first.`);
  if (await isBorrowedName(ctx.db, { serverId, name: replica, workstation: keyKind === "workstation" }))
    throw fail("forbidden", `The replica ${replica} reports under another kind of key.`);
  return laneId;
}
