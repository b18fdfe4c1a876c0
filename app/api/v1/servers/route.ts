import * as z from "zod/mini";
import { mintServerKey } from "#lib/auth/mint-key.ts";
import { pageQuery } from "#lib/contract/paging.ts";
import { type ServerCreated, type ServerPage, serverCreate } from "#lib/contract/server.ts";
import { reply } from "#lib/http/reply.ts";
import { route } from "#lib/http/route.ts";
import { notFound } from "#lib/pipeline/errors.ts";
import { createServer } from "#lib/pipeline/register/index.ts";
import { listServers, readServer } from "#lib/views/servers.ts";

export const GET = route({
  auth: "viewer",
  query: z.object(pageQuery),
  handler: ({ ctx, query }): Promise<ServerPage> => listServers(ctx.db, query, ctx.now),
});

export const POST = route({
  auth: "admin",
  body: serverCreate,
  handler: async ({ ctx, body }) => {
    const { text, ...key } = await mintServerKey(ctx.db, ctx.now);
    const { id } = await createServer({ ctx, input: body, key });
    const server = await readServer(ctx.db, id, ctx.now);
    if (server === null) throw notFound("server");
    return reply<ServerCreated>(201, { server, key: text }, { location: `/api/v1/servers/${id}` });
  },
});
