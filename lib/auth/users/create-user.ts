import { ProblemError } from "#lib/contract/problem.ts";
import { writeActions } from "#lib/db/actions.ts";
import { insertUser, type UserRow } from "#lib/db/users.ts";
import type { Role } from "#lib/domain/vocabulary.ts";
import { type Context, requireRole } from "#lib/pipeline/context.ts";
import { createLink } from "../create-link.ts";
import { hashPassword } from "../password.ts";

export interface NewUser {
  email: string;
  role: Role;
  /** Left out: the user signs in by the one-time link. */
  password?: string | undefined;
}

/** Adds a user; `token` signs in once where no password was given. Throws `conflict` where the e-mail is taken. */
export async function createUser({
  ctx,
  input,
}: {
  ctx: Context;
  input: NewUser;
}): Promise<{ user: UserRow; token: string | null }> {
  requireRole(ctx, "admin");
  const passwordHash = input.password === undefined ? null : await hashPassword(input.password);
  return ctx.db.transaction(async (tx) => {
    const user = await insertUser(tx, { email: input.email, role: input.role, passwordHash });
    if (user === null) throw new ProblemError("conflict", "There is a user with this e-mail already.");
    await writeActions(tx, ctx.actor, ctx.now, [
      {
        action: "user.created",
        after: { email: user.email, role: user.role },
        summary: `${user.email} was added as ${user.role}`,
      },
    ]);
    return { user, token: passwordHash === null ? await createLink(tx, user, ctx.actor, ctx.now) : null };
  });
}
