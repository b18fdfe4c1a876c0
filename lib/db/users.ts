import type { Role } from "../domain/vocabulary.ts";
import type { Prisma } from "./generated/client.ts";
import type { Records } from "./records.ts";
import type { Sql } from "./sql.ts";

const COLUMNS = {
  id: true,
  email: true,
  role: true,
  passwordHash: true,
  sessionVersion: true,
  disabledAt: true,
} satisfies Prisma.UserSelect;

type Selected = Prisma.UserGetPayload<{ select: typeof COLUMNS }>;

export interface UserRow extends Selected {
  role: Role;
}

const toUser = (row: Selected | null | undefined): UserRow | null => (row ? { ...row, role: row.role as Role } : null);

/** Every comparison is made on the lower-case form, so that one person is one row. */
export const normalEmail = (email: string): string => email.trim().toLowerCase();

export async function findUserByEmail({ prisma }: Records, email: string): Promise<UserRow | null> {
  return toUser(await prisma.user.findUnique({ where: { email: normalEmail(email) }, select: COLUMNS }));
}

export async function findUserById({ prisma }: Records, id: string): Promise<UserRow | null> {
  return toUser(await prisma.user.findUnique({ where: { id }, select: COLUMNS }));
}

/** The row made, or null where the e-mail is taken. */
export async function insertUser(
  { prisma }: Records,
  { email, role, passwordHash }: { email: string; role: Role; passwordHash: string | null },
): Promise<UserRow | null> {
  const data = { email: normalEmail(email), role, passwordHash };
  const [row] = await prisma.user.createManyAndReturn({ data, select: COLUMNS, skipDuplicates: true });
  return toUser(row);
}

/** Locks the users out of change, so that two first starts or two last admins are decided one after the other. */
export async function lockUsers(tx: Sql): Promise<void> {
  await tx.query("LOCK TABLE app_user IN SHARE ROW EXCLUSIVE MODE");
}

export function countEnabledAdmins({ prisma }: Records): Promise<number> {
  return prisma.user.count({ where: { role: "admin", disabledAt: null } });
}

/** Changes an enabled user and ends every session, in one statement; null where there is no such user or it is disabled. */
async function changeEnabledUser({ prisma }: Records, id: string, data: Prisma.UserUpdateInput): Promise<UserRow | null> {
  const [row] = await prisma.user.updateManyAndReturn({
    where: { id, disabledAt: null },
    data: { ...data, sessionVersion: { increment: 1 } },
    select: COLUMNS,
  });
  return toUser(row);
}

/** Disables a user and ends every session; null where there is no such user or it is disabled already. */
export const disableUserRow = (records: Records, id: string, at: Date): Promise<UserRow | null> =>
  changeEnabledUser(records, id, { disabledAt: at });

/** Forgets the password and ends every session; null as above. */
export const resetUserRow = (records: Records, id: string): Promise<UserRow | null> =>
  changeEnabledUser(records, id, { passwordHash: null });

export async function recordSignIn({ prisma }: Records, id: string, at: Date): Promise<void> {
  await prisma.user.update({ where: { id }, data: { lastSignInAt: at }, select: { id: true } });
}
