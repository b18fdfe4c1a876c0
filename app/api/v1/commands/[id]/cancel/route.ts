import { idPath } from "#lib/contract/lane-path.ts";
import { route } from "#lib/http/route.ts";
import { cancelCommand } from "#lib/pipeline/command/index.ts";
import { readCommandView } from "#lib/views/list-commands.ts";

export const POST = route({
  auth: "operator",
  params: idPath,
  handler: async ({ ctx, params }) => {
    await cancelCommand({ ctx, commandId: params.id });
    return readCommandView(ctx.db, params.id);
  },
});
