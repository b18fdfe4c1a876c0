import { type Row, testTable, UNKNOWN } from "../support/table.ts";

const INFO = "type.googleapis.com/google.rpc.ErrorInfo";
const rpc = (code: number, status: string, message: string, reason?: string, metadata: Record<string, string> = {}) => ({
  error: {
    code,
    message,
    status,
    ...(reason ? { details: [{ "@type": INFO, reason, domain: "googleapis.com", metadata }] } : {}),
  },
});
const legacy = (code: number, reason: string, message: string) => ({
  error: { errors: [{ domain: "global", reason, message }], code, message },
});
const CREDENTIALS =
  "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.";
const token = { endpoint: "token" } as const;

const rows: Row[] = [
  ["a token at its end", 401, rpc(401, "UNAUTHENTICATED", CREDENTIALS, "ACCESS_TOKEN_EXPIRED"), "credential_expired confirmed"],
  ["a bad token", 401, rpc(401, "UNAUTHENTICATED", CREDENTIALS), UNKNOWN],
  ["a bad token, in the older form", 401, legacy(401, "authError", "Invalid Credentials"), UNKNOWN],
  [
    "no token",
    401,
    rpc(401, "UNAUTHENTICATED", "Request is missing required authentication credential.", "CREDENTIALS_MISSING"),
    "auth_unclassified inferred no_credential",
  ],
  [
    "a scope short",
    403,
    rpc(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
    "scope_insufficient confirmed",
  ],
  [
    "a scope short, in the older form",
    403,
    legacy(403, "insufficientPermissions", "Insufficient Permission: Request had insufficient authentication scopes."),
    "scope_insufficient inferred",
  ],
  [
    "a role short",
    403,
    rpc(
      403,
      "PERMISSION_DENIED",
      "Permission 'storage.objects.list' denied on resource (or it may not exist).",
      "IAM_PERMISSION_DENIED",
      { permission: "storage.objects.list" },
    ),
    "scope_insufficient inferred user_permission needs storage.objects.list",
  ],
  [
    "a caller without permission",
    403,
    rpc(403, "PERMISSION_DENIED", "The caller does not have permission"),
    "scope_insufficient inferred user_permission",
  ],
  [
    "an API that is not enabled",
    403,
    rpc(
      403,
      "PERMISSION_DENIED",
      "Google Calendar API has not been used in project 1 before or it is disabled.",
      "SERVICE_DISABLED",
    ),
    "auth_unclassified inferred policy",
  ],
  [
    "an API that is not enabled, in the older form",
    403,
    legacy(403, "accessNotConfigured", "Access Not Configured."),
    "auth_unclassified inferred policy",
  ],
  [
    "an address that the key forbids",
    403,
    rpc(403, "PERMISSION_DENIED", "The provided API key has an IP address restriction.", "API_KEY_IP_ADDRESS_BLOCKED"),
    "auth_unclassified inferred policy_ip_allowlist",
  ],
  [
    "a service that the key forbids",
    403,
    rpc(403, "PERMISSION_DENIED", "Requests to this API are blocked.", "API_KEY_SERVICE_BLOCKED"),
    "auth_unclassified inferred policy",
  ],
  [
    "a referrer that the key forbids",
    403,
    rpc(403, "PERMISSION_DENIED", "Requests from referer <empty> are blocked.", "API_KEY_HTTP_REFERRER_BLOCKED"),
    "auth_unclassified inferred policy",
  ],
  [
    "a service perimeter",
    403,
    rpc(
      403,
      "PERMISSION_DENIED",
      "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: 1",
      "SECURITY_POLICY_VIOLATED",
    ),
    "auth_unclassified inferred policy",
  ],
  [
    "a key that is none",
    400,
    rpc(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", "API_KEY_INVALID"),
    UNKNOWN,
  ],
  [
    "a key at its end",
    400,
    rpc(400, "INVALID_ARGUMENT", "API key expired. Please renew the API key.", "API_KEY_INVALID"),
    "credential_expired inferred",
  ],
  [
    "an account that is disabled",
    401,
    rpc(401, "UNAUTHENTICATED", CREDENTIALS, "ACCOUNT_STATE_INVALID"),
    "credential_revoked inferred account_inactive",
  ],
  [
    "a project that is suspended",
    403,
    rpc(403, "PERMISSION_DENIED", "Permission denied: Consumer 'projects/1' has been suspended.", "CONSUMER_SUSPENDED"),
    "credential_revoked inferred account_inactive",
  ],
  [
    "a project that does not pay",
    403,
    rpc(403, "PERMISSION_DENIED", "This API method requires billing to be enabled.", "BILLING_DISABLED"),
    "auth_unclassified inferred quota_billing",
  ],
  [
    "a limit",
    429,
    rpc(429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric 'Queries'.", "RATE_LIMIT_EXCEEDED"),
    "rate_limited confirmed",
  ],
  [
    "a limit with a delay",
    429,
    {
      error: {
        code: 429,
        status: "RESOURCE_EXHAUSTED",
        message: "Resource has been exhausted",
        details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "34.4s" }],
      },
    },
    "rate_limited confirmed after 35",
  ],
  ["a limit with status 403", 403, legacy(403, "userRateLimitExceeded", "User Rate Limit Exceeded"), "rate_limited confirmed"],
  ["a day's limit", 403, legacy(403, "dailyLimitExceeded", "Daily Limit Exceeded"), "rate_limited confirmed"],
  [
    "a policy of the domain",
    403,
    legacy(403, "domainPolicy", "The domain administrators have disabled Drive apps."),
    "auth_unclassified inferred policy",
  ],
  ["a file that is not there", 404, legacy(404, "notFound", "File not found: 1."), null],
  ["a bad request", 400, rpc(400, "INVALID_ARGUMENT", "Invalid value at 'page_size'"), null],
  ["a list of one error", 401, [rpc(401, "UNAUTHENTICATED", CREDENTIALS)], UNKNOWN],
  ["a database's token at its end", 401, { error: "Auth token is expired" }, "credential_expired inferred"],
  ["a database's rule", 401, { error: "Permission denied" }, "scope_insufficient inferred user_permission"],
  [
    "a dead grant",
    400,
    { error: "invalid_grant", error_description: "Token has been expired or revoked." },
    "refresh_failed confirmed permanent",
    token,
  ],
  [
    "a grant that wants the user",
    400,
    { error: "invalid_grant", error_subtype: "invalid_rapt", error_description: "reauth related error (invalid_rapt)" },
    "refresh_failed confirmed policy",
    token,
  ],
  [
    "a clock that is off",
    400,
    {
      error: "invalid_grant",
      error_description:
        "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.",
    },
    "refresh_failed confirmed clock_skew",
    token,
  ],
  [
    "a deleted client",
    401,
    { error: "deleted_client", error_description: "The OAuth client was deleted." },
    "refresh_failed confirmed configuration",
    token,
  ],
  [
    "an ended session of Firebase",
    400,
    { error: { code: 400, message: "TOKEN_EXPIRED", status: "INVALID_ARGUMENT" } },
    "refresh_failed confirmed permanent",
    token,
  ],
];

testTable("google-drive", rows);
