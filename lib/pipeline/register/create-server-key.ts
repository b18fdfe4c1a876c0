import { writeActions } from "#lib/db/actions.ts";
import { insertServerKey, validKeyIds } from "#lib/db/server-keys.ts";
import { lockServer, type ServerRow } from "#lib/db/servers.ts";
import { type Context, requireRole } from "../context.ts";
import { fail, notFound } from "../errors.ts";
import type { MintedKey } from "./minted-key.ts";
import { tellServerChanged } from "./tell-server-changed.ts";

const VALID_AT_ONCE = 2;

/** Gives a server another key for its rotation. Throws `not_found`, or `conflict` where two are valid already. */
export async function createServerKey({
  ctx,
  server,
  key,
}: {
  ctx: Context;
  server: string;
  key: MintedKey;
}): Promise<ServerRow> {
  requireRole(ctx, "admin");
  return ctx.db.recordTransaction(async (tx) => {
    const row = await lockServer(tx, server);
    if (row === null) throw notFound("server");
    if ((await validKeyIds(tx, row.id)).length >= VALID_AT_ONCE) {
      throw fail("conflict", "Two keys of this server are valid already: revoke one of them first.");
    }
    await insertServerKey(tx, { ...key, serverId: row.id, createdBy: ctx.actor.name, createdAt: ctx.now });
    await writeActions(tx, ctx.actor, ctx.now, [
      { action: "server.key_created", serverId: row.id, after: { key: key.id }, summary: `${row.slug} got another key` },
    ]);
    await tellServerChanged(tx, row.id, ctx.now);
    return row;
  });
}
