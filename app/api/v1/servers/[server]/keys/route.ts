import type * as z from "zod/mini";
import { mintServerKey } from "#lib/auth/mint-key.ts";
import { serverKeyCreate, type serverKeyCreated } from "#lib/contract/server.ts";
import { serverPath } from "#lib/contract/server-path.ts";
import { reply } from "#lib/http/reply.ts";
import { route } from "#lib/http/route.ts";
import { createServerKey } from "#lib/pipeline/register/index.ts";

export const POST = route({
  auth: "admin",
  params: serverPath,
  body: serverKeyCreate,
  bodyIsOptional: true,
  handler: async ({ ctx, params, body }) => {
    const { text, ...key } = await mintServerKey(ctx.db, ctx.now);
    const { server, kind } = await createServerKey({ ctx, server: params.server, input: body, key });
    return reply<z.infer<typeof serverKeyCreated>>(201, { key: text, kind, server: server.slug });
  },
});
