import type { Sql } from "#lib/db/sql.ts";
import { claimAttempt, clearAttempts, dropQuietKeys, returnAttempt, type ThrottleRule } from "#lib/db/throttle.ts";
import { normalEmail } from "#lib/db/users.ts";
import { hashSecret } from "./secret.ts";

const HOUR_S = 3_600;

// The e-mail is kept as a hash: what somebody mistypes there may be a password.
const emailRule = (email: string): ThrottleRule => ({
  key: `email:${hashSecret(normalEmail(email)).toString("hex")}`,
  free: 5,
  longestWaitS: 300,
  forgetAfterS: HOUR_S,
});
const addressRule = (address: string): ThrottleRule => ({
  key: `address:${address}`,
  free: 20,
  longestWaitS: 900,
  forgetAfterS: HOUR_S,
});

export interface SignInAttempt {
  email: string | null;
  address: string | null;
}

/** Counts an attempt against its address and its e-mail before any secret is looked at; false while one of them has to wait. */
export async function claimSignIn(sql: Sql, { email, address }: SignInAttempt, now: Date): Promise<boolean> {
  if (address !== null && !(await claimAttempt(sql, addressRule(address), now))) return false;
  return email === null || claimAttempt(sql, emailRule(email), now);
}

/** A sign-in that worked: its e-mail starts afresh, its address gets this attempt back. */
export async function settleSignIn(sql: Sql, { email, address }: SignInAttempt, now: Date): Promise<void> {
  if (email !== null) await clearAttempts(sql, emailRule(email).key);
  if (address !== null) await returnAttempt(sql, addressRule(address).key);
  await dropQuietKeys(sql, new Date(now.getTime() - HOUR_S * 1_000));
}
