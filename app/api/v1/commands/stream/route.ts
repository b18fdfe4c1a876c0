import * as z from "zod/mini";
import { replicaName } from "#lib/contract/primitives.ts";
import { route } from "#lib/http/route.ts";
import { processCommandFeed } from "#lib/live/command-feed.ts";
import { eventStream } from "#lib/live/event-stream.ts";
import { deliverToReplicas, type Recipient } from "#lib/pipeline/command/index.ts";
import { requireServer } from "#lib/pipeline/context.ts";

export const GET = route({
  auth: "server",
  query: z.object({ replica: replicaName }),
  handler: ({ ctx, query, request, watchAccess }) => {
    const actor = requireServer(ctx);
    const deliver = (recipients: readonly Recipient[]) => deliverToReplicas({ db: ctx.db, now: new Date(), recipients });
    const feed = processCommandFeed(ctx.db, deliver);
    return eventStream({
      open: (body) => feed.join(body, { actor, replica: query.replica }),
      watchAccess,
      signal: request.signal,
    });
  },
});
