import { commandAck } from "#lib/contract/control.ts";
import { idPath } from "#lib/contract/lane-path.ts";
import { route } from "#lib/http/route.ts";
import { acknowledgeCommand } from "#lib/pipeline/command/index.ts";

export const POST = route({
  auth: "server",
  params: idPath,
  body: commandAck,
  // A hook's error may hold the key it was about, and the outcome beside it must not be lost.
  mayHoldSecret: ["code", "detail"],
  handler: ({ ctx, params, body }): Promise<void> => acknowledgeCommand({ ctx, commandId: params.id, ack: body }),
});
