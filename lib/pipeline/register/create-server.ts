import type { z } from "zod/mini";
import type { serverCreate } from "#lib/contract/server.ts";
import { writeActions } from "#lib/db/actions.ts";
import { insertServerKey } from "#lib/db/server-keys.ts";
import { insertServer, type ServerRow } from "#lib/db/servers.ts";
import { type Context, requireRole } from "../context.ts";
import { fail } from "../errors.ts";
import type { MintedKey } from "./minted-key.ts";

interface CreateServer {
  ctx: Context;
  input: z.output<typeof serverCreate>;
  key: MintedKey;
}

/** Registers a server with its first key. Throws `conflict` where the name is taken, for good: names are never used twice. */
export async function createServer({ ctx, input, key }: CreateServer): Promise<ServerRow> {
  requireRole(ctx, "admin");
  return ctx.db.transaction(async (tx) => {
    const server = await insertServer(tx, {
      slug: input.name,
      displayName: input.display_name ?? null,
      environment: input.environment,
      presence: input.presence,
      createdAt: ctx.now,
    });
    if (server === null) throw fail("conflict", `The name ${input.name} is taken.`);
    await insertServerKey(tx, { ...key, serverId: server.id, createdBy: ctx.actor.name, createdAt: ctx.now });
    await writeActions(tx, ctx.actor, ctx.now, [
      {
        action: "server.registered",
        serverId: server.id,
        after: { name: server.slug, environment: server.environment, presence: server.presence, key: key.id },
        summary: `${server.slug} was registered`,
      },
    ]);
    return server;
  });
}
