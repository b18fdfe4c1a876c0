import type { Answer, Exchange } from "../serve-loopback.ts";
import { type AccessToken, type HubSpotGrant, issueAccessToken, rotateRefreshToken } from "./grant.ts";
import { serviceUnavailable, tokenRefusal } from "./refusals.ts";

export type HubSpotApp = { clientId: string; clientSecret: string };
type Found = { grant: HubSpotGrant; accessToken: AccessToken | null };

/** `POST /oauth/2026-03/token`, refresh grant only. */
export function answerToken(exchange: Exchange, app: HubSpotApp, grants: readonly HubSpotGrant[], now: Date): Answer {
  const form = new URLSearchParams(exchange.body);
  if (!isApp(form, app)) return tokenRefusal("invalid_client");
  if (form.get("grant_type") !== "refresh_token") return tokenRefusal("unsupported_grant_type");
  const refreshToken = form.get("refresh_token") ?? "";
  for (const reused of grants.filter(({ spentTokens }) => spentTokens.includes(refreshToken))) reused.revoked = true;
  const grant = grants.find((candidate) => candidate.refreshToken === refreshToken);
  if (!grant || grant.revoked || grant.refreshEnded) return tokenRefusal("invalid_grant");
  if (grant.failingRefreshes > 0) {
    grant.failingRefreshes -= 1;
    return serviceUnavailable();
  }
  const token = issueAccessToken(grant, now);
  if (grant.rotates) rotateRefreshToken(grant);
  return {
    status: 200,
    body: {
      access_token: token.secret,
      refresh_token: grant.refreshToken,
      expires_in: Math.round(grant.accessLifetimeMs / 1_000),
      token_type: "bearer",
      hub_id: grant.hubId,
      scopes: grant.scopes,
    },
  };
}

/** `POST /oauth/2026-03/token/introspect`: an unknown and a dead token are both 200 `active:false`, without a why. */
export function answerIntrospection(exchange: Exchange, app: HubSpotApp, grants: readonly HubSpotGrant[], now: Date): Answer {
  const form = new URLSearchParams(exchange.body);
  if (!isApp(form, app)) return tokenRefusal("invalid_client");
  const token = form.get("token");
  if (!token) return tokenRefusal("invalid_request");
  const found = findToken(token, grants);
  if (!found || !isActive(found, now)) return { status: 200, body: { active: false } };
  const { grant, accessToken } = found;
  return {
    status: 200,
    body: {
      active: true,
      client_id: app.clientId,
      token_type: accessToken ? "access_token" : "refresh_token",
      scope: grant.scopes.join(" "),
      hub_id: grant.hubId,
      ...(accessToken ? { iat: epochSeconds(accessToken.issuedAt), exp: epochSeconds(accessToken.expiresAt) } : {}),
    },
  };
}

function isApp(form: URLSearchParams, app: HubSpotApp): boolean {
  return form.get("client_id") === app.clientId && form.get("client_secret") === app.clientSecret;
}

function findToken(secret: string, grants: readonly HubSpotGrant[]): Found | null {
  for (const grant of grants) {
    if (grant.refreshToken === secret) return { grant, accessToken: null };
    const accessToken = grant.accessTokens.find((token) => token.secret === secret);
    if (accessToken) return { grant, accessToken };
  }
  return null;
}

function isActive({ grant, accessToken }: Found, now: Date): boolean {
  if (grant.revoked) return false;
  return accessToken ? now < accessToken.expiresAt : !grant.refreshEnded;
}

const epochSeconds = (at: Date): number => Math.floor(at.getTime() / 1_000);
