import { alertAck } from "#lib/contract/alert.ts";
import { idPath } from "#lib/contract/lane-path.ts";
import { route } from "#lib/http/route.ts";
import { acknowledgeAlert } from "#lib/pipeline/alert/index.ts";
import { readAlert } from "#lib/views/list-alerts.ts";

export const POST = route({
  auth: "operator",
  params: idPath,
  body: alertAck,
  handler: async ({ ctx, params, body }) => {
    await acknowledgeAlert({ ctx, alertId: params.id, comment: body.comment ?? null });
    return readAlert(ctx.db, params.id);
  },
});
