import { sessionView } from "#lib/auth/session.ts";
import type { SessionView } from "#lib/contract/user.ts";
import { route } from "#lib/http/route.ts";
import { fail } from "#lib/pipeline/errors.ts";

export const GET = route({
  auth: "viewer",
  handler: ({ session }): SessionView => {
    if (session === null) throw fail("forbidden", "Only a signed-in browser has a session.");
    return sessionView(session);
  },
});
