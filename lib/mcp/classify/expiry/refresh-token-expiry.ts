import type { Fields } from "../fields.ts";
import { endOfLife } from "./end-of-life.ts";

/** When the refresh token beside an access token ends, as GitHub, Intuit and Keycloak say it; null where nothing is said. */
export function refreshTokenExpiry(body: Fields, grantedAt: Date): Date | null {
  return (
    endOfLife(body.refresh_token_expires_in, grantedAt) ??
    endOfLife(body.x_refresh_token_expires_in, grantedAt) ??
    endOfLife(body.refresh_expires_in, grantedAt)
  );
}
