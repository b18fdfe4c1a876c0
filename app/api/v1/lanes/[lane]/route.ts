import { type LaneDetail, lanePatch } from "#lib/contract/lane.ts";
import { lanePath } from "#lib/contract/lane-path.ts";
import { route } from "#lib/http/route.ts";
import type { Context } from "#lib/pipeline/context.ts";
import { archiveLane, editLane, setPolicy } from "#lib/pipeline/edit/index.ts";
import { notFound } from "#lib/pipeline/errors.ts";
import { readLane } from "#lib/views/read-lane.ts";

async function answer(ctx: Context, laneId: string): Promise<LaneDetail> {
  const lane = await readLane(ctx.db, laneId, ctx.now);
  if (!lane) throw notFound("lane");
  return lane;
}

export const GET = route({ auth: "viewer", params: lanePath, handler: ({ ctx, params }) => answer(ctx, params.lane) });

export const PATCH = route({
  auth: "operator",
  params: lanePath,
  body: lanePatch,
  handler: async ({ ctx, params, body }) => {
    const { policy, archived, reason = null, ...edit } = body;
    if (Object.keys(edit).length > 0) await editLane({ ctx, laneId: params.lane, edit });
    if (policy) await setPolicy({ ctx, laneId: params.lane, patch: policy });
    if (archived !== undefined) await archiveLane({ ctx, laneId: params.lane, archived, reason });
    return answer(ctx, params.lane);
  },
});
