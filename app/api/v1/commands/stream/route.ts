import * as z from "zod/mini";
import { replicaName } from "#lib/contract/primitives.ts";
import { route } from "#lib/http/route.ts";
import { openCommandStream } from "#lib/live/command-stream.ts";
import { eventStream } from "#lib/live/event-stream.ts";
import { deliverCommands } from "#lib/pipeline/command/index.ts";
import { requireServer } from "#lib/pipeline/context.ts";

export const GET = route({
  auth: "server",
  query: z.object({ replica: replicaName }),
  handler: ({ ctx, query, request, stillAllowed }) => {
    const { id: serverId } = requireServer(ctx);
    const deliver = () => deliverCommands({ ctx: { ...ctx, now: new Date() }, replica: query.replica });
    return eventStream({
      open: (send) => openCommandStream({ db: ctx.db, serverId, deliver, send }),
      stillAllowed,
      signal: request.signal,
    });
  },
});
