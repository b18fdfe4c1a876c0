import type { Fields } from "../fields.ts";
import { endOfLife } from "./end-of-life.ts";
import { jwtExpiry } from "./jwt-expiry.ts";
import { readDate } from "./read-date.ts";

/**
 * When an access token ends, by the answer that granted it: a life in seconds as number or text (RFC 6749), an instant in any form, or
 * the token's own word. Null where nothing is said.
 */
export function grantedExpiry(body: Fields, grantedAt: Date): Date | null {
  const { access_token: accessToken } = body;
  return (
    endOfLife(body.expires_in, grantedAt) ??
    readDate(body.expires_at) ??
    readDate(body.expires_on) ??
    (typeof accessToken === "string" ? jwtExpiry(accessToken) : null)
  );
}
