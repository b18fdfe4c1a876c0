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
    const expiresAt = body.expires_at === "never" ? body.expires_at : Date.parse(body.expires_at);
    await enterExpiry({ ctx, laneId: params.lane, number: params.n, expiresAt, reason: body.reason ?? null });
    return readLane(ctx.db, params.lane, ctx.now);
  },
});
