import { generationPatch } from "#lib/contract/lane.ts";
import { generationPath } from "#lib/contract/lane-path.ts";
import { route } from "#lib/http/route.ts";
import { enterExpiry } from "#lib/pipeline/edit/index.ts";
import { readLane } from "#lib/views/read-lane.ts";

export const PATCH = route({
  auth: "operator",
  params: generationPath,
  body: generationPatch,
  handler: async ({ ctx, params, body }) => {
    const { expires_at: wire } = body;
    const expiresAt = wire === "never" || wire === null ? wire : Date.parse(wire);
    await enterExpiry({ ctx, laneId: params.lane, number: params.n, expiresAt, reason: body.reason ?? null });
    return readLane(ctx.db, params.lane, ctx.now);
  },
});
