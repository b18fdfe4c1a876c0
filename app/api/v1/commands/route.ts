import { type CommandPage, commandListQuery } from "#lib/contract/command.ts";
import { controlWaitQuery } from "#lib/contract/control.ts";
import { authorize } from "#lib/http/authorize.ts";
import { byCaller } from "#lib/http/by-caller.ts";
import { replyNotModified, replyUnlessHeld } from "#lib/http/reply-control.ts";
import { route } from "#lib/http/route.ts";
import { awaitNews } from "#lib/live/await-news.ts";
import { readControlState } from "#lib/pipeline/command/index.ts";
import { requireServer } from "#lib/pipeline/context.ts";
import { listCommands } from "#lib/views/list-commands.ts";

const listForPeople = route({
  auth: "viewer",
  query: commandListQuery,
  handler: ({ ctx, query }): Promise<CommandPage> => listCommands(ctx.db, query, ctx.now),
});

const waitForServer = route({
  auth: "server",
  query: controlWaitQuery,
  handler: async ({ ctx, query, request }) => {
    const read = async (isFirst: boolean) => {
      // A key may be revoked while its request waits.
      if (!isFirst) await authorize(request, "server", ctx.requestId);
      return replyUnlessHeld(await readControlState({ ctx: { ...ctx, now: new Date() }, replica: query.replica }), request);
    };
    const { id: serverId } = requireServer(ctx);
    const news = await awaitNews({ db: ctx.db, serverId, read, waitMs: query.wait_s * 1_000, signal: request.signal });
    return news ?? replyNotModified(request);
  },
});

export const GET = byCaller({ server: waitForServer, others: listForPeople });
