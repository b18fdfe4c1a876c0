import type { ServerView } from "#lib/contract/server.ts";
import { serverPath } from "#lib/contract/server-path.ts";
import { route } from "#lib/http/route.ts";
import { notFound } from "#lib/pipeline/errors.ts";
import { readServer } from "#lib/views/servers.ts";

export const GET = route({
  auth: "viewer",
  params: serverPath,
  handler: async ({ ctx, params }): Promise<ServerView> => {
    const server = await readServer(ctx.db, params.server, ctx.now);
    if (server === null) throw notFound("server");
    return server;
  },
});
