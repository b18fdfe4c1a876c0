import { encode } from "next-auth/jwt";
import { env } from "#lib/env.ts";

/** A session cookie with these claims, as the installation itself would seal it. */
export async function cookieOf(claims: Record<string, unknown>): Promise<string> {
  return `next-auth.session-token=${await encode({ token: claims, secret: env().NEXTAUTH_SECRET ?? "" })}`;
}
