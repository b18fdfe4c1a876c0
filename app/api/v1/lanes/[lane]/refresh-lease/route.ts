import { laneNamePath, refreshLeaseRelease, refreshLeaseRequest } from "#lib/contract/refresh-lease.ts";
import { route } from "#lib/http/route.ts";
import { releaseLease, takeLease } from "#lib/pipeline/refresh/index.ts";

export const POST = route({
  auth: "server",
  params: laneNamePath,
  body: refreshLeaseRequest,
  handler: ({ ctx, params, body }) => takeLease({ ctx, lane: params.lane, replica: body.replica }),
});

export const DELETE = route({
  auth: "server",
  params: laneNamePath,
  query: refreshLeaseRelease,
  handler: ({ ctx, params, query }): Promise<void> => releaseLease({ ctx, lane: params.lane, ...query }),
});
