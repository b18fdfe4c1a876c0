import { testTables, UNKNOWN } from "../support/table.ts";

const NO_CREDENTIAL = "auth_unclassified inferred no_credential";
const PERMISSION = "scope_insufficient inferred user_permission";
const FORBIDDEN = "auth_unclassified inferred forbidden";

testTables({
  datadog: [
    ["a bad key", 403, { errors: ["Forbidden"] }, FORBIDDEN],
    ["no key", 401, { errors: ["Unauthorized"] }, UNKNOWN],
    ["a permission short", 403, { errors: ["Failed permission authorization checks"] }, PERMISSION],
    [
      "a limit",
      429,
      { errors: ["Rate limit of 300 requests in 60 seconds reached"] },
      "rate_limited confirmed after 18",
      { headers: { "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "18" } },
    ],
  ],
  pagerduty: [
    ["a bad token", 401, { error: { message: "Unauthorized", code: 2006 } }, UNKNOWN],
    ["a role short", 403, { error: { message: "Access Denied", code: 2010 } }, FORBIDDEN],
    ["a limit", 429, { error: { message: "Rate Limit Exceeded", code: 2020 } }, "rate_limited confirmed"],
  ],
  sentry: [
    ["a bad token", 401, { detail: "Invalid token" }, UNKNOWN],
    ["a token at its end", 401, { detail: "Token expired" }, "credential_expired inferred"],
    ["no token", 401, { detail: "Authentication credentials were not provided." }, NO_CREDENTIAL],
    ["a scope short", 403, { detail: "You do not have permission to perform this action." }, PERMISSION],
    [
      "single sign-on",
      401,
      { detail: { code: "sso-required", message: "Must login via SSO (single sign-on)", extra: { loginUrl: "/auth/login/a/" } } },
      "scope_insufficient inferred sso_required",
    ],
  ],
  supabase: [
    [
      "a token at its end",
      401,
      { code: "PGRST301", details: null, hint: null, message: "JWT expired" },
      "credential_expired inferred",
    ],
    [
      "a bad key",
      401,
      { message: "Invalid API key", hint: "Double check your Supabase `anon` or `service_role` API key." },
      UNKNOWN,
    ],
    [
      "no key",
      401,
      { message: "No API key found in request", hint: "No `apikey` request header or url param was found." },
      NO_CREDENTIAL,
    ],
    [
      "a row policy",
      403,
      { code: "42501", details: null, hint: null, message: 'new row violates row-level security policy for table "a"' },
      PERMISSION,
    ],
    [
      "an ended session",
      403,
      {
        code: 403,
        error_code: "bad_jwt",
        msg: "invalid JWT: unable to parse or verify signature, token has invalid claims: token is expired",
      },
      "credential_expired inferred",
    ],
    [
      "a used refresh token",
      400,
      { code: "refresh_token_not_found", message: "Invalid Refresh Token: Refresh Token Not Found" },
      "refresh_failed confirmed permanent",
      { endpoint: "token" },
    ],
  ],
  okta: [
    [
      "a bad token",
      401,
      { errorCode: "E0000011", errorSummary: "Invalid token provided", errorLink: "E0000011", errorId: "x", errorCauses: [] },
      UNKNOWN,
    ],
    [
      "a role short",
      403,
      { errorCode: "E0000006", errorSummary: "You do not have permission to perform the requested action", errorCauses: [] },
      PERMISSION,
    ],
    [
      "a limit",
      429,
      { errorCode: "E0000047", errorSummary: "API call exceeded rate limit due to too many requests.", errorCauses: [] },
      "rate_limited confirmed after 40",
      { headers: { "x-rate-limit-remaining": "0", "x-rate-limit-reset": "1795312840" } },
    ],
    ["a locked user", 403, { errorCode: "E0000069", errorSummary: "User Locked" }, "rate_limited inferred auth_lockout"],
    [
      "a scope short",
      403,
      "",
      "scope_insufficient confirmed",
      {
        headers: {
          "WWW-Authenticate":
            'Bearer authorization_uri="http://a.okta.com/oauth2/v1/authorize", realm="http://a.okta.com", scope="", error="insufficient_scope", error_description="The access token provided does not contain the required scopes.", resource="/api/v1/users"',
        },
      },
    ],
  ],
  auth0: [
    [
      "a token at its end",
      401,
      {
        statusCode: 401,
        error: "Unauthorized",
        message: "Expired token received for JSON Web Token validation",
        attributes: { error: "Expired token received for JSON Web Token validation" },
      },
      "credential_expired inferred",
    ],
    [
      "a scope short",
      403,
      {
        statusCode: 403,
        error: "Forbidden",
        message: "Insufficient scope, expected any of: read:users,read:user_idp_tokens",
        errorCode: "insufficient_scope",
      },
      "scope_insufficient confirmed any_of needs read:users read:user_idp_tokens",
    ],
    [
      "a limit",
      429,
      { statusCode: 429, error: "Too Many Requests", message: "Global limit has been reached", errorCode: "too_many_requests" },
      "rate_limited confirmed after 2",
      { headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795312802" } },
    ],
    [
      "a wrong secret",
      401,
      { error: "access_denied", error_description: "Unauthorized" },
      "refresh_failed confirmed configuration",
      { endpoint: "token" },
    ],
    [
      "a used refresh token",
      403,
      { error: "invalid_grant", error_description: "Unknown or invalid refresh token." },
      "refresh_failed confirmed permanent",
      { endpoint: "token" },
    ],
  ],
});
