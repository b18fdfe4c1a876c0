import { commandRequest } from "#lib/contract/command.ts";
import { lanePath } from "#lib/contract/lane-path.ts";
import { idempotencyKey } from "#lib/http/idempotency-key.ts";
import { reply } from "#lib/http/reply.ts";
import { route } from "#lib/http/route.ts";
import { requestCommand } from "#lib/pipeline/command/index.ts";
import { readCommandView } from "#lib/views/list-commands.ts";

export const POST = route({
  auth: "operator",
  params: lanePath,
  body: commandRequest,
  handler: async ({ ctx, params, body, request }) => {
    const id = await requestCommand({ ctx, laneId: params.lane, request: body, idempotencyKey: idempotencyKey(request) });
    return reply(202, await readCommandView(ctx.db, id), { location: `/api/v1/commands/${id}` });
  },
});
