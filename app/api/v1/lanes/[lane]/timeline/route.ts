import { lanePath } from "#lib/contract/lane-path.ts";
import { type LaneTimeline, timelineQuery } from "#lib/contract/timeline.ts";
import { route } from "#lib/http/route.ts";
import { notFound } from "#lib/pipeline/errors.ts";
import { readTimeline } from "#lib/views/read-timeline.ts";

export const GET = route({
  auth: "viewer",
  params: lanePath,
  query: timelineQuery,
  handler: async ({ ctx, params, query }): Promise<LaneTimeline> => {
    const timeline = await readTimeline(ctx.db, params.lane, query, ctx.now);
    if (!timeline) throw notFound("lane");
    return timeline;
  },
});
