import type { ControlState } from "#lib/contract/control.ts";
import { entityTag, holdsAlready } from "./entity-tag.ts";
import { type Reply, reply } from "./reply.ts";

/** What makes one answer another: how long a step is lent goes on with every look, and is no news. */
const newsOf = ({ commands, ...desired }: ControlState) => ({
  ...desired,
  commands: commands.map(({ id, phase, args }) => ({ id, phase, fence: args.fence })),
});

/** A replica's control with its tag; null where the replica holds exactly this already. */
export function replyUnlessHeld(control: ControlState, request: Request): Reply<ControlState> | null {
  const etag = entityTag(newsOf(control));
  return holdsAlready(request, etag) ? null : reply(200, control, { etag });
}

/** Nothing new: the tag that the replica sent holds on. */
export const replyNotModified = (request: Request): Reply<undefined> =>
  reply(304, undefined, { etag: request.headers.get("if-none-match") ?? "" });
