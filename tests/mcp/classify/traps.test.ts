import { testTables, UNKNOWN } from "./support/table.ts";

const WORKED = { knowledge: { expiresAt: "never", succeededBefore: true, ageS: 600 } } as const;
const REVOKED = "credential_revoked inferred worked_before";
const PERMISSION = "scope_insufficient inferred user_permission";
const POLICY = "auth_unclassified inferred policy";
const token = { endpoint: "token" } as const;

/** Words that seem to say one thing, and what they say. */
testTables({
  "never heard of": [
    [
      "a subscription that ended",
      403,
      { message: "Your subscription has expired. Please renew it to keep using the API." },
      "auth_unclassified inferred quota_billing",
      WORKED,
    ],
    ["a trial that ended", 403, { error: "Your free trial has expired" }, "auth_unclassified inferred quota_billing", WORKED],
    ["a certificate that ended", 403, { message: "certificate has expired" }, "auth_unclassified inferred forbidden", WORKED],
    ["a token for a page", 400, { error: { code: "INVALID_ARGUMENT", message: "The page token has expired" } }, null, WORKED],
    [
      "a token against forgery",
      403,
      { detail: "CSRF Failed: CSRF token missing." },
      "auth_unclassified inferred forbidden",
      WORKED,
    ],
    ["a token for a new password", 400, { message: "Password reset token has expired" }, null, WORKED],
    ["a code for a login", 400, { error: "The verification code has expired" }, null, WORKED],
    ["a card", 402, { error: { code: "card_declined", message: "Your card has insufficient funds." } }, null, WORKED],
    ["a token, in a bad request", 400, { message: "Token expired" }, "credential_expired inferred", WORKED],
    ["a token, in a bad request that is another's", 400, { message: "Invalid page size" }, null, WORKED],
    ["invalid or expired", 401, { message: "Token is invalid or expired", code: "token_not_valid" }, REVOKED, WORKED],
    ["expired or invalid", 401, { message: "Session expired or invalid" }, REVOKED, WORKED],
    ["missing or invalid", 401, { message: "Missing or invalid API key" }, REVOKED, WORKED],
    ["may have expired", 401, { message: "Your token may have expired" }, REVOKED, WORKED],
    ["three causes", 401, { message: "The token was revoked, expired, or is malformed" }, REVOKED, WORKED],
    [
      "expired, and what to do",
      401,
      { message: "Token expired. Please refresh or sign in again." },
      "credential_expired inferred",
      WORKED,
    ],
    [
      "a login that is locked out",
      403,
      { message: "Too many failed login attempts. Try again in 15 minutes." },
      "rate_limited inferred auth_lockout",
      WORKED,
    ],
    [
      "an address",
      403,
      { message: "Access from your IP address is not allowed" },
      "auth_unclassified inferred policy_ip_allowlist",
      WORKED,
    ],
    [
      "an address, with status 401",
      401,
      { message: "IP 203.0.113.7 is not whitelisted for this key" },
      "auth_unclassified inferred policy_ip_allowlist",
      WORKED,
    ],
    [
      "a clock",
      401,
      { message: "Request timestamp is too old: check for clock skew" },
      "auth_unclassified inferred clock_skew",
      WORKED,
    ],
    [
      "a login with a second factor",
      401,
      { message: "Two-factor authentication is required" },
      "auth_unclassified inferred mfa_required",
      WORKED,
    ],
    ["an account", 403, { message: "Your account has been suspended" }, "credential_revoked inferred account_inactive", WORKED],
    ["an outage that speaks of tokens", 500, { message: "could not validate token: database is down" }, null, WORKED],
    ["a record that is unauthorized", 200, { code: "unauthorized", status: "token_expired" }, null, WORKED],
    ["a conflict", 409, { error: "token already exists" }, null, WORKED],
    [
      "a partial answer",
      200,
      { data: { me: 1 }, errors: [{ message: "no", extensions: { code: "UNAUTHENTICATED" } }] },
      null,
      WORKED,
    ],
    [
      "a refused query",
      200,
      { data: null, errors: [{ message: "JWT expired", extensions: { code: "UNAUTHENTICATED" } }] },
      "credential_expired inferred",
      WORKED,
    ],
    [
      "a refused query, without a cause",
      200,
      { errors: [{ message: "Not logged in", extensions: { code: "UNAUTHENTICATED" } }] },
      REVOKED,
      WORKED,
    ],
    ["a forbidden query", 200, { errors: [{ message: "Nope", extensions: { code: "FORBIDDEN" } }] }, PERMISSION, WORKED],
    ["a device that waits for its user", 400, { error: "authorization_pending" }, null, token],
  ],
  "no names of scopes": [
    [
      "a scope that is not named",
      403,
      { message: "Your token lacks the required scopes to execute this query" },
      "scope_insufficient inferred",
    ],
    [
      "a scope that is called required",
      403,
      { message: "This endpoint requires the required scope" },
      "scope_insufficient inferred",
    ],
    [
      "scopes in brackets",
      403,
      { message: "Insufficient permissions. Required scope(s): agents:read, agents:run" },
      "scope_insufficient inferred needs agents:read agents:run",
    ],
  ],
  github: [
    [
      "an address",
      403,
      {
        message:
          "Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and 203.0.113.7 is not permitted to access this resource.",
      },
      "auth_unclassified inferred policy_ip_allowlist",
      WORKED,
    ],
    [
      "a client without a name",
      403,
      "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.",
      null,
      WORKED,
    ],
    ["a repository that is taken down", 403, { message: "Repository access blocked", block: { reason: "tos" } }, null, WORKED],
    [
      "rights in the repository",
      403,
      { message: "Must have admin rights to Repository.", documentation_url: "https://docs.github.com/rest" },
      PERMISSION,
      WORKED,
    ],
    [
      "an older limit",
      403,
      {
        message: "You have triggered an abuse detection mechanism. Please wait a few minutes before you try again.",
        documentation_url: "https://developer.github.com/v3/#abuse-rate-limits",
      },
      "rate_limited confirmed secondary after 60",
      WORKED,
    ],
    [
      "a limit without its headers",
      403,
      {
        message:
          "API rate limit exceeded for 203.0.113.7. (But here's the good news: Authenticated requests get a higher rate limit.)",
      },
      "rate_limited confirmed",
      WORKED,
    ],
    [
      "GraphQL's scopes",
      200,
      {
        data: null,
        errors: [
          {
            type: "INSUFFICIENT_SCOPES",
            message:
              "Your token has not been granted the required scopes to execute this query. The 'login' field requires one of the following scopes: ['read:org', 'read:user'], but your token has only been granted the: ['repo'] scopes.",
          },
        ],
      },
      "scope_insufficient confirmed any_of needs read:org read:user",
      WORKED,
    ],
    [
      "permissions that the installation lacks",
      422,
      { message: "The permissions requested are not granted to this installation." },
      "scope_insufficient inferred",
      token,
    ],
    [
      "no credential",
      401,
      { message: "Requires authentication", documentation_url: "https://docs.github.com/rest" },
      "auth_unclassified inferred no_credential",
      WORKED,
    ],
  ],
  aws: [
    [
      "a bearer token at its end",
      403,
      { Message: "Bearer Token has expired" },
      "credential_expired inferred",
      { headers: { "x-amzn-ErrorType": "AccessDeniedException" } },
    ],
    [
      "a gateway that says no more than no",
      403,
      { message: "Forbidden" },
      "auth_unclassified inferred forbidden",
      { headers: { "x-amzn-ErrorType": "ForbiddenException" } },
    ],
    [
      "a gateway's authorizer",
      403,
      { Message: "User is not authorized to access this resource with an explicit deny" },
      PERMISSION,
    ],
    [
      "a gateway's token at its end",
      401,
      { message: "The incoming token has expired" },
      "credential_expired inferred",
      { headers: { "x-amzn-ErrorType": "UnauthorizedException" } },
    ],
  ],
  azure: [
    [
      "a key for another endpoint",
      401,
      {
        error: {
          code: "401",
          message:
            "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.",
        },
      },
      REVOKED,
      WORKED,
    ],
  ],
  gitlab: [
    [
      "an old password",
      403,
      { message: "403 Forbidden - Your password expired. Please access GitLab from a web browser to update your password." },
      POLICY,
      WORKED,
    ],
    [
      "terms",
      403,
      { message: "403 Forbidden - You (@a) must accept the Terms of Service in order to perform this action." },
      POLICY,
      WORKED,
    ],
  ],
  notion: [
    [
      "an account that is restricted",
      401,
      {
        object: "error",
        status: 401,
        code: "unauthorized",
        message: "This user's account is restricted from accessing the public API.",
      },
      POLICY,
      WORKED,
    ],
  ],
  slack: [
    [
      "a token that worked, or a forbidden address",
      200,
      { ok: false, error: "invalid_auth" },
      "auth_unclassified inferred several_causes",
      WORKED,
    ],
  ],
  cloudflare: [
    [
      "a token that worked, or a permission short",
      403,
      { success: false, errors: [{ code: 10000, message: "Authentication error" }], messages: [] },
      "auth_unclassified inferred several_causes",
      WORKED,
    ],
  ],
  keycloak: [
    [
      "an account that is disabled",
      400,
      { error: "invalid_grant", error_description: "Account disabled" },
      "refresh_failed confirmed account_inactive",
      token,
    ],
  ],
  facebook: [
    [
      "no token",
      400,
      {
        error: {
          message: "An active access token must be used to query information about the current user.",
          type: "OAuthException",
          code: 2500,
          fbtrace_id: "A",
        },
      },
      "auth_unclassified inferred no_credential",
    ],
  ],
  google: [
    [
      "a key that leaked",
      403,
      {
        error: {
          code: 403,
          message: "Your API key was reported as leaked. Please use another API key.",
          status: "PERMISSION_DENIED",
        },
      },
      "credential_revoked inferred",
    ],
  ],
  django: [
    [
      "several messages",
      401,
      {
        detail: "Given token not valid for any token type",
        code: "token_not_valid",
        messages: [{ token_class: "AccessToken", token_type: "access", message: "Token is invalid or expired" }],
      },
      UNKNOWN,
    ],
  ],
});
