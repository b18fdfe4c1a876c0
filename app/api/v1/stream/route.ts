import { route } from "#lib/http/route.ts";
import { processConsoleFeed } from "#lib/live/console-feed.ts";
import { eventStream } from "#lib/live/event-stream.ts";

export const GET = route({
  auth: "viewer",
  handler: ({ ctx, request, watchAccess }) => {
    const feed = processConsoleFeed(ctx.db);
    return eventStream({
      open: (body) => feed.join(body, request.headers.get("last-event-id")),
      place: () => feed.place,
      watchAccess,
      signal: request.signal,
    });
  },
});
