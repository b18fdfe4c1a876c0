import { writeActions } from "#lib/db/actions.ts";
import type { Database } from "#lib/db/database.ts";
import { countEnabledAdmins, findUserByEmail, insertUser, lockUsers } from "#lib/db/users.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { createLink, linkUrl } from "./create-link.ts";
import { ensureInstallation } from "./installation.ts";
import { hashPassword } from "./password.ts";

export interface FirstAdminOptions {
  baseUrl: string;
  email?: string | undefined;
  password?: string | undefined;
  now?: Date;
}

const DEFAULT_EMAIL = "admin@localhost";

/**
 * Makes sure that somebody can sign in: adds the first admin where there is none.
 * Returns a new one-time sign-in address while that admin has no password, else null.
 */
export async function ensureAdminAndLink(db: Database, options: FirstAdminOptions): Promise<string | null> {
  const { baseUrl, email = DEFAULT_EMAIL, password, now = new Date() } = options;
  await ensureInstallation(db, now);
  const passwordHash = password === undefined ? null : await hashPassword(password);
  return db.recordTransaction(async (tx) => {
    await lockUsers(tx);
    if ((await countEnabledAdmins(tx)) === 0) {
      const added = await insertUser(tx, { email, role: "admin", passwordHash });
      if (added === null) throw new Error(`${email} exists but is no enabled admin: add another with \`user add --role admin\``);
      await writeActions(tx, SYSTEM, now, [
        {
          action: "user.created",
          after: { email: added.email, role: "admin" },
          summary: `${added.email} was added as the first admin`,
        },
      ]);
    }
    const admin = await findUserByEmail(tx, email);
    if (admin === null || admin.role !== "admin" || admin.disabledAt !== null || admin.passwordHash !== null) return null;
    return linkUrl(baseUrl, await createLink(tx, admin, SYSTEM, now));
  });
}
