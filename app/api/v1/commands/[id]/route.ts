import type { CommandView } from "#lib/contract/command.ts";
import { idPath } from "#lib/contract/lane-path.ts";
import { route } from "#lib/http/route.ts";
import { notFound } from "#lib/pipeline/errors.ts";
import { readCommandView } from "#lib/views/list-commands.ts";

export const GET = route({
  auth: "viewer",
  params: idPath,
  handler: async ({ ctx, params }): Promise<CommandView> => {
    const command = await readCommandView(ctx.db, params.id);
    if (!command) throw notFound("command");
    return command;
  },
});
