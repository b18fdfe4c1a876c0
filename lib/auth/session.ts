import { getToken } from "next-auth/jwt";
import type { SessionView } from "#lib/contract/user.ts";
import type { Database } from "#lib/db/database.ts";
import { processDatabase } from "#lib/db/process-database.ts";
import type { Records } from "#lib/db/records.ts";
import { findUserById, type UserRow } from "#lib/db/users.ts";
import { env } from "#lib/env.ts";
import { isSecureSite } from "./site.ts";

/** What the session cookie holds besides next-auth's own claims. */
export interface SessionClaims {
  sub: string;
  sessionVersion: number;
  auth: string;
}

export interface LiveSession {
  user: UserRow;
  auth: string;
  expiresAt: Date;
}

const isClaims = (token: unknown): token is SessionClaims & { exp: number } => {
  const claims = token as Partial<SessionClaims & { exp: number }> | null;
  return typeof claims?.sub === "string" && typeof claims.sessionVersion === "number" && typeof claims.exp === "number";
};

/** The session of the cookie, if the user still exists, is enabled and has the session's version; asked of Postgres each time. */
export async function resolveSession(records: Records, headers: Headers): Promise<LiveSession | null> {
  const claims = await readClaims(headers);
  const user = claims && (await findUserById(records, claims.sub));
  if (!user || user.disabledAt !== null || user.sessionVersion !== claims.sessionVersion) return null;
  return { user, auth: claims.auth, expiresAt: new Date(claims.exp * 1_000) };
}

async function readClaims(headers: Headers): Promise<(SessionClaims & { exp: number }) | null> {
  const { NEXTAUTH_SECRET: secret } = env();
  const cookies = parseCookies(headers.get("cookie") ?? "");
  if (secret === undefined || Object.keys(cookies).length === 0) return null;
  // Only cookies are handed over: next-auth would else take a bearer token for a session.
  const req = { cookies, headers: {} } as unknown as Parameters<typeof getToken>[0]["req"];
  const token = await getToken({ req, secret, secureCookie: isSecureSite() });
  return isClaims(token) ? token : null;
}

function parseCookies(header: string): Record<string, string> {
  const pairs = header.split(";").map((pair) => pair.trim().split("="));
  return Object.fromEntries(pairs.flatMap(([name, ...value]) => (name ? [[name, value.join("=")]] : [])));
}

/** Who is signed in, for server-rendered pages; null sends them to the sign-in page. */
export async function readSession(headers: Headers, db: Database = processDatabase()): Promise<SessionView | null> {
  const session = await resolveSession(db, headers);
  return session && sessionView(session);
}

/** The session as the API tells it. */
export function sessionView({ user, expiresAt }: LiveSession): SessionView {
  return { user: { id: user.id, email: user.email, role: user.role }, expires: expiresAt.toISOString() };
}
