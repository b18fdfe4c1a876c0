import { route } from "#lib/http/route.ts";
import { openConsoleStream } from "#lib/live/console-stream.ts";
import { eventStream } from "#lib/live/event-stream.ts";

export const GET = route({
  auth: "viewer",
  handler: ({ ctx, request, stillAllowed }) =>
    eventStream({
      open: (send) => openConsoleStream(ctx.db, request.headers.get("last-event-id"), send),
      stillAllowed,
      signal: request.signal,
    }),
});
