import { ProblemError } from "#lib/contract/problem.ts";
import { writeActions } from "#lib/db/actions.ts";
import { findUserByEmail, resetUserRow } from "#lib/db/users.ts";
import { type Context, requireRole } from "#lib/pipeline/context.ts";
import { createLink } from "../create-link.ts";

/** Forgets a user's password, ends their sessions, and returns the token of a new one-time link. Throws `not_found`. */
export async function resetUser({ ctx, input }: { ctx: Context; input: { email: string } }): Promise<string> {
  requireRole(ctx, "admin");
  return ctx.db.recordTransaction(async (tx) => {
    const known = await findUserByEmail(tx, input.email);
    const user = known && (await resetUserRow(tx, known.id));
    if (!user) throw new ProblemError("not_found", "There is no such enabled user.");
    await writeActions(tx, ctx.actor, ctx.now, [{ action: "user.reset", summary: `The sign-in of ${user.email} was reset` }]);
    return createLink(tx, user, ctx.actor, ctx.now);
  });
}
