import { controlQuery } from "#lib/contract/control.ts";
import { replyNotModified, replyUnlessHeld } from "#lib/http/reply-control.ts";
import { route } from "#lib/http/route.ts";
import { readControlState } from "#lib/pipeline/command/index.ts";

export const GET = route({
  auth: "server",
  query: controlQuery,
  handler: async ({ ctx, query, request }) =>
    replyUnlessHeld(await readControlState({ ctx, replica: query.replica }), request) ?? replyNotModified(request),
});
