import { overruling } from "#lib/contract/lane.ts";
import { generationPath } from "#lib/contract/lane-path.ts";
import { route } from "#lib/http/route.ts";
import { overruleVerdict } from "#lib/pipeline/edit/index.ts";
import { readLane } from "#lib/views/read-lane.ts";

export const POST = route({
  auth: "operator",
  params: generationPath,
  body: overruling,
  handler: async ({ ctx, params, body }) => {
    const { event_id: eventId, probe_command_id: probeCommandId, reason } = body;
    await overruleVerdict({ ctx, laneId: params.lane, number: params.n, eventId, probeCommandId, reason });
    return readLane(ctx.db, params.lane, ctx.now);
  },
});
