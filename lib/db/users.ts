import type { Role } from "../domain/vocabulary.ts";
import { maybeOne, one, type Sql } from "./sql.ts";

export interface UserRow {
  id: string;
  email: string;
  role: Role;
  passwordHash: string | null;
  sessionVersion: number;
  disabledAt: Date | null;
}

const COLUMNS = `id, email, role, password_hash AS "passwordHash", session_version AS "sessionVersion", disabled_at AS "disabledAt"`;

/** Every comparison is made on the lower-case form, so that one person is one row. */
export const normalEmail = (email: string): string => email.trim().toLowerCase();

export function findUserByEmail(sql: Sql, email: string): Promise<UserRow | null> {
  return maybeOne(sql, `SELECT ${COLUMNS} FROM app_user WHERE email = $1`, [normalEmail(email)]);
}

export function findUserById(sql: Sql, id: string): Promise<UserRow | null> {
  return maybeOne(sql, `SELECT ${COLUMNS} FROM app_user WHERE id = $1`, [id]);
}

/** The row made, or null where the e-mail is taken. */
export function insertUser(sql: Sql, user: { email: string; role: Role; passwordHash: string | null }): Promise<UserRow | null> {
  return maybeOne(
    sql,
    `INSERT INTO app_user (email, role, password_hash) VALUES ($1, $2, $3) ON CONFLICT (email) DO NOTHING RETURNING ${COLUMNS}`,
    [normalEmail(user.email), user.role, user.passwordHash],
  );
}

/** Locks the users out of change, so that two first starts or two last admins are decided one after the other. */
export async function lockUsers(tx: Sql): Promise<void> {
  await tx.query("LOCK TABLE app_user IN SHARE ROW EXCLUSIVE MODE");
}

export async function countEnabledAdmins(sql: Sql): Promise<number> {
  const row = await one<{ admins: number }>(
    sql,
    "SELECT count(*) AS admins FROM app_user WHERE role = 'admin' AND disabled_at IS NULL",
  );
  return row.admins;
}

/** Disables and ends every session; null where there is no such user or it is disabled already. */
export function disableUserRow(sql: Sql, id: string, at: Date): Promise<UserRow | null> {
  return maybeOne(
    sql,
    `UPDATE app_user SET disabled_at = $2, session_version = session_version + 1 WHERE id = $1 AND disabled_at IS NULL RETURNING ${COLUMNS}`,
    [id, at],
  );
}

/** Forgets the password and ends every session. */
export function resetUserRow(sql: Sql, id: string): Promise<UserRow | null> {
  return maybeOne(
    sql,
    `UPDATE app_user SET password_hash = NULL, session_version = session_version + 1 WHERE id = $1 AND disabled_at IS NULL RETURNING ${COLUMNS}`,
    [id],
  );
}

export async function recordSignIn(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.query("UPDATE app_user SET last_sign_in_at = $2 WHERE id = $1", [id, at]);
}
