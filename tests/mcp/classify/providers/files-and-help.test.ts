import { testTables, UNKNOWN } from "../support/table.ts";

const NO_CREDENTIAL = "auth_unclassified inferred no_credential";
const PERMISSION = "scope_insufficient inferred user_permission";
const token = { endpoint: "token" } as const;

testTables({
  zendesk: [
    ["a bad token", 401, { error: "Couldn't authenticate you" }, UNKNOWN],
    [
      "one sentence for all ends",
      401,
      {
        error: "invalid_token",
        error_description: "The access token provided is expired, revoked, malformed or invalid for other reasons.",
      },
      UNKNOWN,
    ],
    [
      "an agent without permission",
      403,
      {
        error: {
          title: "Forbidden",
          message: "You do not have access to this page. Please contact the account owner of this help desk for further help.",
        },
      },
      PERMISSION,
    ],
    [
      "a limit",
      429,
      { error: "APIRateLimitExceeded", description: "Number of allowed API requests per minute exceeded" },
      "rate_limited confirmed after 33",
      { headers: { "Retry-After": "33" } },
    ],
  ],
  intercom: [
    [
      "a bad token",
      401,
      { type: "error.list", request_id: "r", errors: [{ code: "unauthorized", message: "Access Token Invalid" }] },
      UNKNOWN,
    ],
    [
      "a revoked token",
      401,
      { type: "error.list", errors: [{ code: "token_revoked", message: "Token has been revoked" }] },
      "credential_revoked confirmed",
    ],
    [
      "a plan without the API",
      403,
      { type: "error.list", errors: [{ code: "api_plan_restricted", message: "Active subscription needed." }] },
      "auth_unclassified inferred quota_billing",
    ],
    [
      "a limit",
      429,
      { type: "error.list", errors: [{ code: "rate_limit_exceeded", message: "Exceeded rate limit of 83 in 10_seconds" }] },
      "rate_limited confirmed",
    ],
  ],
  dropbox: [
    [
      "a token at its end",
      401,
      { error_summary: "expired_access_token/..", error: { ".tag": "expired_access_token" } },
      "credential_expired confirmed",
    ],
    ["a bad token", 401, { error_summary: "invalid_access_token/...", error: { ".tag": "invalid_access_token" } }, UNKNOWN],
    [
      "a scope short",
      401,
      { error_summary: "missing_scope/.", error: { ".tag": "missing_scope", required_scope: "files.content.read" } },
      "scope_insufficient confirmed needs files.content.read",
    ],
    [
      "a suspended user",
      403,
      { error_summary: "user_suspended/", error: { ".tag": "user_suspended" } },
      "credential_revoked inferred account_inactive",
    ],
    [
      "a limit",
      429,
      { error_summary: "too_many_requests/..", error: { reason: { ".tag": "too_many_requests" }, retry_after: 300 } },
      "rate_limited confirmed after 300",
    ],
    [
      "a path that is not there",
      409,
      { error_summary: "path/not_found/..", error: { ".tag": "path", path: { ".tag": "not_found" } } },
      null,
    ],
    [
      "a scope short, in words",
      400,
      "Error in call to API function \"files/list_folder\": Your app (ID: 1) is not permitted to access this endpoint because it does not have the required scope 'files.metadata.read'.",
      "scope_insufficient inferred needs files.metadata.read",
    ],
  ],
  box: [
    [
      "a bad token",
      401,
      "",
      UNKNOWN,
      {
        headers: {
          "WWW-Authenticate":
            'Bearer realm="Service", error="invalid_token", error_description="The access token provided is invalid."',
        },
      },
    ],
    [
      "a scope short",
      403,
      {
        type: "error",
        status: 403,
        code: "insufficient_scope",
        message: "The request requires higher privileges than provided by the access token.",
      },
      "scope_insufficient confirmed",
      { headers: { "WWW-Authenticate": 'Bearer realm="Service", error="insufficient_scope"' } },
    ],
    [
      "a folder without permission",
      403,
      {
        type: "error",
        status: 403,
        code: "access_denied_insufficient_permissions",
        message: "Access denied - insufficient permission",
      },
      PERMISSION,
    ],
    [
      "a place that is blocked",
      403,
      {
        type: "error",
        status: 403,
        code: "access_from_location_blocked",
        message: "You're attempting to log in to Box from a location that has not been approved by your admin.",
      },
      "auth_unclassified inferred policy",
    ],
    [
      "a used refresh token",
      400,
      { error: "invalid_grant", error_description: "Refresh token has expired" },
      "refresh_failed confirmed permanent",
      token,
    ],
  ],
  zoom: [
    ["a token at its end", 401, { code: 124, message: "Access token is expired." }, "credential_expired inferred"],
    ["a bad token", 401, { code: 124, message: "Invalid access token." }, UNKNOWN],
    [
      "a scope short",
      400,
      { code: 4711, message: "Invalid access token, does not contain scopes:[user:read:admin, user:read]." },
      "scope_insufficient inferred needs user:read:admin user:read",
    ],
    [
      "a limit",
      429,
      { code: 429, message: "You have reached the maximum per-second rate limit for this API. Try again later." },
      "rate_limited confirmed",
    ],
    ["a meeting that is not there", 404, { code: 3001, message: "Meeting does not exist: 1." }, null],
  ],
  figma: [
    ["a bad token", 403, { status: 403, err: "Invalid token" }, UNKNOWN],
    ["a token at its end", 403, { status: 403, err: "Token expired" }, "credential_expired inferred"],
    [
      "a scope short",
      403,
      { status: 403, err: "Invalid scope(s): files:read. This endpoint requires the file_content:read or file_read scope" },
      "scope_insufficient inferred any_of needs file_content:read file_read",
    ],
    ["a limit", 429, { status: 429, err: "Rate limit exceeded" }, "rate_limited confirmed"],
    ["a file that is not there", 404, { status: 404, err: "Not found" }, null],
  ],
  mailchimp: [
    [
      "a bad key",
      401,
      {
        type: "https://mailchimp.com/developer/marketing/docs/errors/",
        title: "API Key Invalid",
        status: 401,
        detail: "Your API key may be invalid, or you've attempted to access the wrong datacenter.",
      },
      UNKNOWN,
    ],
    ["no key", 401, { title: "API Key Missing", status: 401, detail: "Your request did not include an API key." }, NO_CREDENTIAL],
    [
      "a user who left",
      403,
      { title: "User Disabled", status: 403, detail: "This account has been disabled." },
      "credential_revoked inferred account_inactive",
    ],
    [
      "too many at once",
      429,
      { title: "Too Many Requests", status: 429, detail: "You have exceeded the limit of 10 simultaneous connections." },
      "rate_limited confirmed",
    ],
  ],
});
