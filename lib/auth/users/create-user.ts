import { parse } from "#lib/contract/parse.ts";
import { ProblemError } from "#lib/contract/problem.ts";
import { userCreate } from "#lib/contract/user.ts";
import { writeActions } from "#lib/db/actions.ts";
import { insertUser, type UserRow } from "#lib/db/users.ts";
import { type Context, requireRole } from "#lib/pipeline/context.ts";
import { createLink } from "../create-link.ts";
import { hashPassword } from "../password.ts";

/** Adds a user as `userCreate` tells; `token` signs in once where no password was given. Throws `conflict` where the e-mail is taken. */
export async function createUser({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<{ user: UserRow; token: string | null }> {
  requireRole(ctx, "admin");
  const { email, role, password } = parse(userCreate, input);
  const passwordHash = password === undefined ? null : await hashPassword(password);
  return ctx.db.recordTransaction(async (tx) => {
    const user = await insertUser(tx, { email, role, passwordHash });
    if (user === null) throw new ProblemError("conflict", "There is a user with this e-mail already.");
    await writeActions(tx, ctx.actor, ctx.now, [
      { action: "user.created", after: { email: user.email, role }, summary: `${user.email} was added as ${role}` },
    ]);
    return { user, token: passwordHash === null ? await createLink(tx, user, ctx.actor, ctx.now) : null };
  });
}
