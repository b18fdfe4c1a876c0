import type * as z from "zod/mini";
import { mintServerKey } from "#lib/auth/mint-key.ts";
import type { serverKeyCreated } from "#lib/contract/server.ts";
import { serverPath } from "#lib/contract/server-path.ts";
import { reply } from "#lib/http/reply.ts";
import { route } from "#lib/http/route.ts";
import { createServerKey } from "#lib/pipeline/register/index.ts";

export const POST = route({
  auth: "admin",
  params: serverPath,
  handler: async ({ ctx, params }) => {
    const { text, ...key } = await mintServerKey(ctx.db, ctx.now);
    const { slug } = await createServerKey({ ctx, server: params.server, key });
    return reply<z.infer<typeof serverKeyCreated>>(201, { key: text, server: slug });
  },
});
