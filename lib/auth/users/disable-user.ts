import { ProblemError } from "#lib/contract/problem.ts";
import { writeActions } from "#lib/db/actions.ts";
import { expireLinks } from "#lib/db/sign-in-links.ts";
import { countEnabledAdmins, disableUserRow, findUserByEmail, lockUsers } from "#lib/db/users.ts";
import { type Context, requireRole } from "#lib/pipeline/context.ts";

/** Disables a user; sessions and links end at once. Throws `not_found`, or `conflict` where no admin would be left. */
export async function disableUser({ ctx, input }: { ctx: Context; input: { email: string } }): Promise<void> {
  requireRole(ctx, "admin");
  await ctx.db.recordTransaction(async (tx) => {
    await lockUsers(tx);
    const known = await findUserByEmail(tx, input.email);
    const user = known && (await disableUserRow(tx, known.id, ctx.now));
    if (!user) throw new ProblemError("not_found", "There is no such enabled user.");
    if ((await countEnabledAdmins(tx)) === 0) throw new ProblemError("conflict", "The last admin cannot be disabled.");
    await expireLinks(tx, user.id, ctx.now);
    await writeActions(tx, ctx.actor, ctx.now, [
      { action: "user.disabled", before: { disabled: false }, after: { disabled: true }, summary: `${user.email} was disabled` },
    ]);
  });
}
