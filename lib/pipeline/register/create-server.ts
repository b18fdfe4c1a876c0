import { parse } from "#lib/contract/parse.ts";
import { serverCreate } from "#lib/contract/server.ts";
import { writeActions } from "#lib/db/actions.ts";
import { insertServerKey } from "#lib/db/server-keys.ts";
import { insertServer, type ServerRow } from "#lib/db/servers.ts";
import { type Context, requireRole } from "../context.ts";
import { fail } from "../errors.ts";
import type { MintedKey } from "./minted-key.ts";
import { tellServerChanged } from "./tell-server-changed.ts";

interface CreateServer {
  ctx: Context;
  /** As `serverCreate` tells. */
  input: unknown;
  key: MintedKey;
}

/** Registers a server with its first key. Throws `conflict` where the name is taken, for good: names are never used twice. */
export async function createServer({ ctx, input, key }: CreateServer): Promise<ServerRow> {
  requireRole(ctx, "admin");
  const { name, display_name, environment, presence } = parse(serverCreate, input);
  return ctx.db.recordTransaction(async (tx) => {
    const server = await insertServer(tx, {
      slug: name,
      displayName: display_name ?? null,
      environment,
      presence,
      createdAt: ctx.now,
    });
    if (server === null) throw fail("conflict", `The name ${name} is taken.`);
    await insertServerKey(tx, { ...key, serverId: server.id, createdBy: ctx.actor.name, createdAt: ctx.now });
    await writeActions(tx, ctx.actor, ctx.now, [
      {
        action: "server.registered",
        serverId: server.id,
        after: { name, environment, presence, key: key.id },
        summary: `${name} was registered`,
      },
    ]);
    await tellServerChanged(tx, server.id, ctx.now);
    return server;
  });
}
