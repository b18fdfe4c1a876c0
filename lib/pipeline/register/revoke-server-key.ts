import { writeActions } from "#lib/db/actions.ts";
import { revokeServerKeyRow } from "#lib/db/server-keys.ts";
import { lockServer } from "#lib/db/servers.ts";
import { type Context, requireRole } from "../context.ts";
import { notFound } from "../errors.ts";
import { tellServerChanged } from "./tell-server-changed.ts";

/** Ends a key with its next request. Throws `not_found` where the server has no such valid key. */
export async function revokeServerKey({ ctx, server, keyId }: { ctx: Context; server: string; keyId: string }): Promise<void> {
  requireRole(ctx, "admin");
  await ctx.db.recordTransaction(async (tx) => {
    const row = await lockServer(tx, server);
    if (row === null) throw notFound("server");
    if (!(await revokeServerKeyRow(tx, row.id, keyId, ctx.now))) throw notFound("valid key of this server");
    await writeActions(tx, ctx.actor, ctx.now, [
      { action: "server.key_revoked", serverId: row.id, before: { key: keyId }, summary: `A key of ${row.slug} was revoked` },
    ]);
    await tellServerChanged(tx, row.id, ctx.now);
  });
}
