import { type LanePage, laneListQuery } from "#lib/contract/lane.ts";
import { route } from "#lib/http/route.ts";
import { listLanes } from "#lib/views/list-lanes.ts";

export const GET = route({
  auth: "viewer",
  query: laneListQuery,
  handler: ({ ctx, query }): Promise<LanePage> => listLanes(ctx.db, query, ctx.now),
});
