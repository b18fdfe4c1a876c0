import { metricsResponse } from "#lib/http/metrics-response.ts";
import { route } from "#lib/http/route.ts";
import { readVitals } from "#lib/views/read-vitals.ts";

/** What this process counts, and what the database tells of all. */
export const GET = route({
  auth: "scraper",
  handler: async ({ ctx }) => metricsResponse(await readVitals(ctx.db, ctx.now)),
});
