import { type CommandPage, commandListQuery } from "#lib/contract/command.ts";
import { route } from "#lib/http/route.ts";
import { listCommands } from "#lib/views/list-commands.ts";

export const GET = route({
  auth: "viewer",
  query: commandListQuery,
  handler: ({ ctx, query }): Promise<CommandPage> => listCommands(ctx.db, query, ctx.now),
});
