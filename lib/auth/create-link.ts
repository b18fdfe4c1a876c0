import { writeActions } from "#lib/db/actions.ts";
import type { Records } from "#lib/db/records.ts";
import { expireLinks, insertLink } from "#lib/db/sign-in-links.ts";
import type { UserRow } from "#lib/db/users.ts";
import type { Actor } from "#lib/domain/audit/actor.ts";
import { hashSecret, randomHex } from "./secret.ts";

const VALID_MS = 24 * 3_600_000;

/** A new one-time sign-in token of a user, valid for 24 h; the ones before it end. Part of the caller's transaction. */
export async function createLink(tx: Records, user: UserRow, actor: Actor, now: Date): Promise<string> {
  const token = randomHex(24);
  await expireLinks(tx, user.id, now);
  await insertLink(tx, {
    tokenHash: hashSecret(token),
    userId: user.id,
    expiresAt: new Date(now.getTime() + VALID_MS),
    createdAt: now,
  });
  await writeActions(tx, actor, now, [
    { action: "auth.link_created", summary: `A one-time sign-in link was made for ${user.email}` },
  ]);
  return token;
}

/** The address that signs in with a link's token. */
export const linkUrl = (baseUrl: string, token: string): string => new URL(`/sign-in?token=${token}`, baseUrl).href;
