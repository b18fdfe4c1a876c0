import type { Database } from "#lib/db/database.ts";
import type { Actor } from "#lib/domain/audit/actor.ts";
import { resolveApiToken } from "./api-token.ts";
import { resolveBootstrapToken } from "./bootstrap.ts";
import { clientAddress } from "./client-address.ts";
import { resolveServerKey } from "./server-key.ts";
import { type LiveSession, resolveSession } from "./session.ts";

/** Who sent a request; `session` only for a browser, whose unsafe requests must also be same-origin. */
export interface Caller {
  actor: Actor;
  session: LiveSession | null;
}

/** The caller of a request, or null. A request that names a bearer token is judged by that alone. */
export async function authenticate(db: Database, headers: Headers, now: Date): Promise<Caller | null> {
  const address = clientAddress(headers);
  const authorization = headers.get("authorization") ?? "";
  if (/^Bearer\b/i.test(authorization)) {
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    const actor = token === undefined ? null : await resolveToken(db, token, address, now);
    return actor && { actor, session: null };
  }
  const session = await resolveSession(db, headers);
  if (session === null) return null;
  const { id, email, role } = session.user;
  return { actor: { kind: "operator", id, name: email, role, auth: session.auth, address }, session };
}

async function resolveToken(db: Database, token: string, address: string | null, now: Date): Promise<Actor | null> {
  if (token.startsWith("lk_srv_")) return resolveServerKey(db, token, address, now);
  return (await resolveApiToken(db, token, address, now)) ?? resolveBootstrapToken(db, token, address, now);
}
