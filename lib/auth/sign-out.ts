import { writeActions } from "#lib/db/actions.ts";
import { findUserById } from "#lib/db/users.ts";
import type { SignInContext } from "./sign-in.ts";

/** Notes that a session was ended by its own browser. */
export async function recordSignOut({ db, address, now }: SignInContext, userId: string | undefined): Promise<void> {
  const user = userId === undefined ? null : await findUserById(db, userId);
  if (user === null) return;
  const actor = { kind: "operator", id: user.id, name: user.email, role: user.role, auth: "session", address } as const;
  // Anyone may sign out: next-auth has opened the session's own cookie by then.
  await db.transaction((tx) =>
    writeActions(tx, actor, now, [{ action: "auth.signed_out", summary: `${user.email} signed out` }]),
  );
}
