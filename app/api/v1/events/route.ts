import type { IngestReceipt } from "#lib/contract/event.ts";
import { readEvents } from "#lib/http/read-events.ts";
import { reply } from "#lib/http/reply.ts";
import { route } from "#lib/http/route.ts";
import { ingestEvents } from "#lib/pipeline/ingest/index.ts";

export const POST = route({
  auth: "server",
  handler: async ({ ctx, request }) => reply<IngestReceipt>(202, await ingestEvents({ ctx, ...(await readEvents(request)) })),
});
