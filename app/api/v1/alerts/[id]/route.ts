import type { AlertView } from "#lib/contract/alert.ts";
import { idPath } from "#lib/contract/lane-path.ts";
import { route } from "#lib/http/route.ts";
import { notFound } from "#lib/pipeline/errors.ts";
import { readAlert } from "#lib/views/list-alerts.ts";

export const GET = route({
  auth: "viewer",
  params: idPath,
  handler: async ({ ctx, params }): Promise<AlertView> => {
    const alert = await readAlert(ctx.db, params.id);
    if (!alert) throw notFound("alert");
    return alert;
  },
});
