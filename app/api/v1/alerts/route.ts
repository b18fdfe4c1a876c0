import { type AlertPage, alertListQuery } from "#lib/contract/alert.ts";
import { route } from "#lib/http/route.ts";
import { listAlerts } from "#lib/views/list-alerts.ts";

export const GET = route({
  auth: "viewer",
  query: alertListQuery,
  handler: ({ ctx, query }): Promise<AlertPage> => listAlerts(ctx.db, query, ctx.now),
});
