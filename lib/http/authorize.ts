import { authenticate } from "#lib/auth/authenticate.ts";
import type { LiveSession } from "#lib/auth/session.ts";
import { processAccessWatch } from "#lib/auth/watch-access.ts";
import type { AuthMode } from "#lib/contract/auth-mode.ts";
import { type Context, openContext, requireRole, requireServer } from "#lib/pipeline/context.ts";
import { fail } from "#lib/pipeline/errors.ts";
import { isFromLoopback } from "./from-loopback.ts";
import { requireSameOrigin } from "./same-origin.ts";

/** A request that may be made: its context, and the session where a browser sent it. */
export interface Authorized {
  ctx: Context;
  session: LiveSession | null;
}

/** Lets a request in, or throws `unauthenticated` or `forbidden`. */
export async function authorize(request: Request, auth: AuthMode, requestId: string): Promise<Authorized> {
  const anonymous = openContext(requestId);
  if (auth === "public" || (auth === "scraper" && isFromLoopback(request.headers))) return { ctx: anonymous, session: null };
  const caller = await authenticate(anonymous.db, request.headers, anonymous.now);
  if (caller === null) throw fail("unauthenticated", "The key, token or session is missing, wrong, expired or revoked.");
  if (caller.session !== null) requireSameOrigin(request);
  const ctx: Context = { ...anonymous, actor: caller.actor };
  if (auth === "server") requireServer(ctx);
  else if (auth !== "any") requireRole(ctx, auth === "scraper" ? "viewer" : auth);
  return { ctx, session: caller.session };
}

/** Calls back once a request that was let in would no longer be; returns the function that ends the watch. */
export function watchAccess({ ctx, session }: Authorized, onEnded: () => void): () => void {
  return processAccessWatch(ctx.db).add({ actor: ctx.actor, session }, onEnded);
}
