import type { NextAuthOptions, User } from "next-auth";
import type { CredentialsConfig } from "next-auth/providers/credentials";
import { writeActions } from "#lib/db/actions.ts";
import { processDatabase } from "#lib/db/process-database.ts";
import { findUserById } from "#lib/db/users.ts";
import { env } from "#lib/env.ts";
import { createLog } from "#lib/log.ts";
import { clientAddress } from "./client-address.ts";
import { type SignInResult, signInWithLink, signInWithPassword } from "./sign-in.ts";
import { isSecureSite, safeReturnPath } from "./site.ts";

const log = createLog("auth");
const SESSION_S = 7 * 24 * 3_600;

interface SessionUser extends User {
  sessionVersion: number;
}

type HeaderSource = ConstructorParameters<typeof Headers>[0];

const contextOf = (headers: HeaderSource) => ({
  db: processDatabase(),
  address: clientAddress(new Headers(headers)),
  now: new Date(),
});

/** next-auth puts the text of an error into an address, so nothing but these two words leaves here. */
async function outcome(attempt: () => Promise<SignInResult>): Promise<SessionUser | null> {
  const result = await attempt().catch((error: unknown) => {
    log.error({ error }, "sign-in failed");
    throw new Error("Unavailable");
  });
  if (result.user === null && result.why === "throttled") throw new Error("Throttled");
  return result.user && { id: result.user.id, sessionVersion: result.user.sessionVersion };
}

const password: CredentialsConfig<{ email: object; password: object }> = {
  id: "credentials",
  name: "E-mail and password",
  type: "credentials",
  credentials: { email: {}, password: {} },
  authorize: (input, request) =>
    outcome(() => signInWithPassword(contextOf(request.headers), { email: text(input?.email), password: text(input?.password) })),
};

const link: CredentialsConfig<{ token: object }> = {
  id: "link",
  name: "One-time link",
  type: "credentials",
  credentials: { token: {} },
  authorize: (input, request) => outcome(() => signInWithLink(contextOf(request.headers), { token: text(input?.token) })),
};

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Sessions are signed tokens that name a user and a version of them; whether they hold is asked of Postgres at each request. */
export function nextAuthOptions(): NextAuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    useSecureCookies: isSecureSite(),
    providers: [password, link],
    session: { strategy: "jwt", maxAge: SESSION_S },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    callbacks: {
      jwt: ({ token, user, account }) =>
        user
          ? {
              sub: user.id,
              sessionVersion: (user as SessionUser).sessionVersion,
              auth: account?.provider === "link" ? "link" : "password",
            }
          : token,
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url, baseUrl }) => new URL(safeReturnPath(url, baseUrl), baseUrl).href,
    },
    events: { signOut: ({ token }) => recordSignOut(token.sub) },
    logger: {
      error: (code) => log.error({ code }, "next-auth"),
      warn: (code) => log.warn({ code }, "next-auth"),
      debug: () => undefined,
    },
  };
}

// Anyone may sign out: next-auth has opened the session's own cookie by then.
async function recordSignOut(userId: string | undefined): Promise<void> {
  const db = processDatabase();
  const user = userId === undefined ? null : await findUserById(db, userId);
  if (user === null) return;
  const actor = { kind: "operator", id: user.id, name: user.email, role: user.role, auth: "session", address: null } as const;
  await db.transaction((tx) =>
    writeActions(tx, actor, new Date(), [{ action: "auth.signed_out", summary: `${user.email} signed out` }]),
  );
}
