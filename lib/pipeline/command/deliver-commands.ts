import type { DesiredState, StreamCommand } from "#lib/contract/control.ts";
import { type Context, requireServer } from "../context.ts";
import { deliverToReplicas } from "./deliver-to-replicas.ts";

/** What one replica of the calling server shall be and do now, the whole of it. */
export async function deliverCommands({
  ctx,
  replica,
}: {
  ctx: Context;
  replica: string;
}): Promise<{ desired: DesiredState; commands: StreamCommand[] }> {
  const recipient = { actor: requireServer(ctx), replica, knownVersion: null, isNew: true };
  const [delivery] = await deliverToReplicas({ db: ctx.db, now: ctx.now, recipients: [recipient] });
  return { desired: delivery?.desired ?? { control_version: 0, lanes: [] }, commands: delivery?.commands ?? [] };
}
