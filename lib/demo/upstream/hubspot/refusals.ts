import { randomUUID } from "node:crypto";
import type { Answer } from "../serve-loopback.ts";

const JSON_TYPE = { "Content-Type": "application/json;charset=utf-8" };
const SCOPES_PAGE = "https://developers.hubspot.com/scopes";

function problem(
  status: number,
  category: string,
  message: string,
  more: object = {},
  headers: Record<string, string> = {},
): Answer {
  return {
    status,
    headers: { ...JSON_TYPE, ...headers },
    body: { status: "error", message, correlationId: randomUUID(), ...more, category },
  };
}

/** The one refusal that tells the exact time at which the access token ended. */
export function expiredAuthentication(expiresAt: Date, now: Date): Answer {
  const seconds = Math.max(0, Math.floor((now.getTime() - expiresAt.getTime()) / 1_000));
  return problem(401, "EXPIRED_AUTHENTICATION", `The OAuth token used to make this call expired ${seconds} second(s) ago.`, {
    context: { "expire time": [expiresAt.toISOString()] },
  });
}

/** Absent, unknown and revoked tokens look the same. */
export function invalidAuthentication(): Answer {
  return problem(
    401,
    "INVALID_AUTHENTICATION",
    "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
    {},
    { "x-hubspot-auth-failure": "401 Unauthorized" },
  );
}

/** Any one of the listed scopes would do. */
export function missingScopes(anyOf: readonly string[]): Answer {
  return problem(
    403,
    "MISSING_SCOPES",
    `This app hasn't been granted all required scopes to make this call. Read more about required scopes here: ${SCOPES_PAGE}.`,
    {
      errors: [{ message: "One or more of the following scopes are required.", context: { requiredGranularScopes: anyOf } }],
      links: { scopes: SCOPES_PAGE },
    },
  );
}

export function rateLimits(): Answer {
  return problem(429, "RATE_LIMITS", "You have reached your ten_secondly_rolling limit.", {
    errorType: "RATE_LIMIT",
    policyName: "TEN_SECONDLY_ROLLING",
    requestId: randomUUID(),
  });
}

export const notFound = (): Answer => problem(404, "OBJECT_NOT_FOUND", "resource not found");

/** Refusals of the token endpoint: the OAuth fields, and HubSpot's own beside them. */
export function tokenRefusal(error: "invalid_grant" | "invalid_client" | "unsupported_grant_type" | "invalid_request"): Answer {
  const [status, description] = TOKEN_REFUSALS[error];
  return { status: 400, headers: JSON_TYPE, body: { error, error_description: description, status, message: description } };
}

const TOKEN_REFUSALS = {
  invalid_grant: ["BAD_REFRESH_TOKEN", "refresh token is invalid, expired or revoked"],
  invalid_client: ["BAD_CLIENT_ID", "missing or unknown client id"],
  unsupported_grant_type: ["BAD_GRANT_TYPE", "missing or unknown grant type"],
  invalid_request: ["BAD_REQUEST", "missing or malformed parameter"],
} as const;

export const serviceUnavailable = (): Answer => problem(503, "SERVICE_UNAVAILABLE", "The service is temporarily unavailable.");
