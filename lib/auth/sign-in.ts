import { writeActions } from "#lib/db/actions.ts";
import type { Database } from "#lib/db/database.ts";
import type { Records } from "#lib/db/records.ts";
import { consumeLink } from "#lib/db/sign-in-links.ts";
import { findUserByEmail, findUserById, recordSignIn, type UserRow } from "#lib/db/users.ts";
import type { Actor } from "#lib/domain/audit/actor.ts";
import { passwordMatches } from "./password.ts";
import { hashSecret } from "./secret.ts";
import { claimSignIn, type SignInAttempt, settleSignIn } from "./throttle.ts";

/** Where and when somebody signs in or out. */
export interface SignInContext {
  db: Database;
  address: string | null;
  now: Date;
}

/** `throttled` says to wait; `refused` never says why. */
export type SignInResult = { user: UserRow } | { user: null; why: "throttled" | "refused" };

const THROTTLED: SignInResult = { user: null, why: "throttled" };
const REFUSED: SignInResult = { user: null, why: "refused" };

/** Signs in with e-mail and password; takes as long for an unknown user as for a wrong password. */
export async function signInWithPassword(ctx: SignInContext, input: { email: string; password: string }): Promise<SignInResult> {
  const attempt = { email: input.email, address: ctx.address };
  if (!(await claimSignIn(ctx.db, attempt, ctx.now))) return THROTTLED;
  const user = await findUserByEmail(ctx.db, input.email);
  const matches = await passwordMatches(input.password, user?.passwordHash);
  if (user === null || !matches || user.disabledAt !== null) return refuse(ctx, user, "password");
  // Anyone may try to sign in: who it is, is what this decides.
  await ctx.db.recordTransaction((tx) => admit(tx, ctx, user, "password", attempt));
  return { user };
}

/** Signs in with the token of a one-time link, which is used up by it. */
export async function signInWithLink(ctx: SignInContext, input: { token: string }): Promise<SignInResult> {
  const attempt = { email: null, address: ctx.address };
  if (!(await claimSignIn(ctx.db, attempt, ctx.now))) return THROTTLED;
  const user = await ctx.db.recordTransaction(async (tx) => {
    const userId = await consumeLink(tx, hashSecret(input.token), ctx.now);
    const owner = userId && (await findUserById(tx, userId));
    if (!owner || owner.disabledAt !== null) return null;
    await admit(tx, ctx, owner, "link", attempt);
    return owner;
  });
  return user === null ? refuse(ctx, null, "link") : { user };
}

async function admit(tx: Records, ctx: SignInContext, user: UserRow, auth: string, attempt: SignInAttempt): Promise<void> {
  await recordSignIn(tx, user.id, ctx.now);
  await settleSignIn(tx, attempt, ctx.now);
  await writeActions(tx, signingIn(ctx, user, auth), ctx.now, [{ action: "auth.signed_in", summary: `${user.email} signed in` }]);
}

async function refuse(ctx: SignInContext, user: UserRow | null, auth: string): Promise<SignInResult> {
  const summary = user === null ? "A sign-in was refused" : `A sign-in as ${user.email} was refused`;
  await ctx.db.transaction((tx) =>
    writeActions(tx, signingIn(ctx, user, auth), ctx.now, [{ action: "auth.sign_in_refused", outcome: "refused", summary }]),
  );
  return REFUSED;
}

// What was typed as the e-mail of nobody is not kept: it may be a password in the wrong field.
function signingIn(ctx: SignInContext, user: UserRow | null, auth: string): Actor {
  const { id, email, role } = user ?? { id: "unknown", email: "unknown user", role: "viewer" as const };
  return { kind: "operator", id, name: email, role, auth, address: ctx.address };
}
