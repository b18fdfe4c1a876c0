import type { NextAuthOptions, User } from "next-auth";
import type { CredentialsConfig } from "next-auth/providers/credentials";
import { processDatabase } from "#lib/db/process-database.ts";
import { env } from "#lib/env.ts";
import { createLog } from "#lib/log.ts";
import { clientAddress } from "./client-address.ts";
import { type SignInContext, type SignInResult, signInWithLink, signInWithPassword } from "./sign-in.ts";
import { recordSignOut } from "./sign-out.ts";
import { isSecureSite, safeReturnPath } from "./site.ts";

const log = createLog("auth");
const SESSION_S = 7 * 24 * 3_600;

interface SessionUser extends User {
  sessionVersion: number;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** next-auth puts the text of an error into an address, so nothing but these two words leaves here. */
async function outcomeOf(attempt: Promise<SignInResult>): Promise<SessionUser | null> {
  const result = await attempt.catch((error: unknown) => {
    log.error({ error }, "sign-in failed");
    throw new Error("Unavailable");
  });
  if (result.user === null && result.why === "throttled") throw new Error("Throttled");
  return result.user && { id: result.user.id, sessionVersion: result.user.sessionVersion };
}

const passwordProvider = (ctx: SignInContext): CredentialsConfig<{ email: object; password: object }> => ({
  id: "credentials",
  name: "E-mail and password",
  type: "credentials",
  credentials: { email: {}, password: {} },
  authorize: (input) => outcomeOf(signInWithPassword(ctx, { email: text(input?.email), password: text(input?.password) })),
});

const linkProvider = (ctx: SignInContext): CredentialsConfig<{ token: object }> => ({
  id: "link",
  name: "One-time link",
  type: "credentials",
  credentials: { token: {} },
  authorize: (input) => outcomeOf(signInWithLink(ctx, { token: text(input?.token) })),
});

/**
 * How next-auth answers one request. A session is a sealed token that names a user and a version of them;
 * whether it holds is asked of Postgres at each request.
 */
export function nextAuthOptions(headers: Headers): NextAuthOptions {
  const ctx: SignInContext = { db: processDatabase(), address: clientAddress(headers), now: new Date() };
  return {
    secret: env().NEXTAUTH_SECRET,
    useSecureCookies: isSecureSite(),
    providers: [passwordProvider(ctx), linkProvider(ctx)],
    session: { strategy: "jwt", maxAge: SESSION_S },
    jwt: { maxAge: SESSION_S },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    callbacks: {
      jwt: ({ token, user, account }) => (user ? claimsOf(user as SessionUser, account?.provider) : token),
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url, baseUrl }) => new URL(safeReturnPath(url, baseUrl), baseUrl).href,
    },
    events: { signOut: ({ token }) => recordSignOut(ctx, token.sub) },
    logger: {
      error: (code) => log.error({ code }, "next-auth"),
      warn: (code) => log.warn({ code }, "next-auth"),
      debug: () => undefined,
    },
  };
}

const claimsOf = ({ id, sessionVersion }: SessionUser, provider = "") => ({
  sub: id,
  sessionVersion,
  auth: provider === "link" ? "link" : "password",
});
