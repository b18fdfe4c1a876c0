import { attestation } from "#lib/contract/lane.ts";
import { generationPath } from "#lib/contract/lane-path.ts";
import { route } from "#lib/http/route.ts";
import { attestRetirement } from "#lib/pipeline/edit/index.ts";
import { readLane } from "#lib/views/read-lane.ts";

export const POST = route({
  auth: "operator",
  params: generationPath,
  body: attestation,
  handler: async ({ ctx, params, body }) => {
    await attestRetirement({ ctx, laneId: params.lane, number: params.n, ...body });
    return readLane(ctx.db, params.lane, ctx.now);
  },
});
