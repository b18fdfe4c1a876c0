import { randomUUID } from "node:crypto";
import { randomText } from "../random-text.ts";

export type AccessToken = { readonly secret: string; readonly issuedAt: Date; expiresAt: Date };

/** One installation of the app: its refresh token, and what may happen to it. */
export type HubSpotGrant = {
  /** HubSpot gives the same refresh token back at every refresh, unless the grant `rotates`. */
  refreshToken: string;
  /** As most other providers do: every refresh replaces the refresh token, and one used twice kills the grant. */
  readonly rotates: boolean;
  /** Refresh tokens that were replaced. */
  spentTokens: string[];
  readonly hubId: number;
  readonly accessLifetimeMs: number;
  scopes: readonly string[];
  /** Uninstalled: the refresh token and every access token of it are dead. */
  revoked: boolean;
  /** The refresh token alone is dead; the access token lives on to its end. */
  refreshEnded: boolean;
  /** How many of the next refreshes are answered 503; Infinity until healed. */
  failingRefreshes: number;
  rateLimitedUntil: Date | null;
  accessTokens: AccessToken[];
  lastUsedAt: Date | null;
};

export type HubSpotGrantRequest = Pick<HubSpotGrant, "hubId" | "scopes" | "accessLifetimeMs"> & { rotates?: boolean };

export function issueHubSpotGrant(request: HubSpotGrantRequest): HubSpotGrant {
  return {
    rotates: false,
    ...request,
    refreshToken: newRefreshToken(),
    spentTokens: [],
    revoked: false,
    refreshEnded: false,
    failingRefreshes: 0,
    rateLimitedUntil: null,
    accessTokens: [],
    lastUsedAt: null,
  };
}

const newRefreshToken = (): string => `na1-${randomUUID()}`;

/** Replaces the refresh token of a grant that rotates; the old one must never be used again. */
export function rotateRefreshToken(grant: HubSpotGrant): void {
  grant.spentTokens.push(grant.refreshToken);
  grant.refreshToken = newRefreshToken();
}

const KEPT_TOKENS = 20;

/** Makes the next access token; earlier ones stay good to their own end. */
export function issueAccessToken(grant: HubSpotGrant, now: Date): AccessToken {
  const token = { secret: `C${randomText(120)}`, issuedAt: now, expiresAt: new Date(now.getTime() + grant.accessLifetimeMs) };
  grant.accessTokens = [token, ...grant.accessTokens].slice(0, KEPT_TOKENS);
  return token;
}
