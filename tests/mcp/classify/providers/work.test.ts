import { testTables, UNKNOWN } from "../support/table.ts";

const NO_CREDENTIAL = "auth_unclassified inferred no_credential";
const PERMISSION = "scope_insufficient inferred user_permission";
const token = { endpoint: "token" } as const;

testTables({
  gitlab: [
    ["a bad token", 401, { message: "401 Unauthorized" }, UNKNOWN],
    [
      "a token at its end",
      401,
      { error: "invalid_token", error_description: "Token is expired. You can either do re-authorization or token refresh." },
      "credential_expired inferred",
    ],
    [
      "a revoked token",
      401,
      { error: "invalid_token", error_description: "Token was revoked. You have to re-authorize from the user." },
      "credential_revoked inferred",
    ],
    [
      "a scope short",
      403,
      {
        error: "insufficient_scope",
        error_description: "The request requires higher privileges than provided by the access token.",
        scope: "api read_api",
      },
      "scope_insufficient confirmed needs api read_api",
    ],
    ["a role short", 403, { message: "403 Forbidden" }, "auth_unclassified inferred forbidden"],
    ["a project that is hidden", 404, { message: "404 Project Not Found" }, null],
    [
      "a limit in plain text",
      429,
      "Retry later",
      "rate_limited confirmed after 60",
      { headers: { "Retry-After": "60", "RateLimit-Reset": "1795312860" } },
    ],
    [
      "a used refresh token",
      400,
      {
        error: "invalid_grant",
        error_description:
          "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.",
      },
      "refresh_failed confirmed permanent",
      token,
    ],
  ],
  salesforce: [
    ["an ended or bad session", 401, [{ message: "Session expired or invalid", errorCode: "INVALID_SESSION_ID" }], UNKNOWN],
    [
      "a session of too low a level",
      401,
      [{ message: "This session is not valid for use with the REST API", errorCode: "INVALID_SESSION_ID" }],
      "auth_unclassified inferred policy",
    ],
    [
      "the day's limit",
      403,
      [{ message: "TotalRequests Limit exceeded.", errorCode: "REQUEST_LIMIT_EXCEEDED" }],
      "rate_limited inferred",
    ],
    [
      "a record that is not granted",
      400,
      [{ message: "insufficient access rights on object id", errorCode: "INSUFFICIENT_ACCESS_OR_READONLY" }],
      PERMISSION,
    ],
    [
      "an edition without the API",
      403,
      [{ message: "The REST API is not enabled for this Organization.", errorCode: "API_DISABLED_FOR_ORG" }],
      "auth_unclassified inferred policy",
    ],
    [
      "a bulk session",
      400,
      '<?xml version="1.0"?><error><exceptionCode>InvalidSessionId</exceptionCode><exceptionMessage>Invalid session id</exceptionMessage></error>',
      UNKNOWN,
    ],
    [
      "SOAP",
      500,
      '<?xml version="1.0"?><soapenv:Envelope><soapenv:Body><soapenv:Fault><faultcode>sf:INVALID_SESSION_ID</faultcode><faultstring>INVALID_SESSION_ID: Invalid Session ID found in SessionHeader</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>',
      UNKNOWN,
    ],
    ["a bad field", 400, [{ message: "No such column", errorCode: "INVALID_FIELD" }], null],
    [
      "a user who left",
      400,
      { error: "invalid_grant", error_description: "inactive user" },
      "refresh_failed confirmed account_inactive",
      token,
    ],
    [
      "a dead grant",
      400,
      { error: "invalid_grant", error_description: "expired access/refresh token" },
      "refresh_failed confirmed permanent",
      token,
    ],
    [
      "a forbidden address",
      400,
      { error: "invalid_grant", error_description: "ip restricted" },
      "refresh_failed confirmed policy",
      token,
    ],
  ],
  airtable: [
    ["a bad token", 401, { error: { type: "AUTHENTICATION_REQUIRED", message: "Authentication required" } }, UNKNOWN],
    [
      "a permission short",
      403,
      {
        error: {
          type: "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND",
          message: "Invalid permissions, or the requested model was not found.",
        },
      },
      PERMISSION,
    ],
    [
      "a limit",
      429,
      { errors: [{ error: "RATE_LIMIT_REACHED", message: "Rate limit exceeded. Please try again later" }] },
      "rate_limited confirmed",
    ],
    [
      "a month's limit",
      429,
      { errors: [{ error: "PUBLIC_API_BILLING_LIMIT_EXCEEDED", message: "You have exceeded the monthly limit" }] },
      "rate_limited inferred quota_billing",
    ],
    ["a base that is not there", 404, { error: "NOT_FOUND" }, null],
  ],
  asana: [
    [
      "a bad token",
      401,
      { errors: [{ message: "Not Authorized", help: "For more information on API status codes, read the docs" }] },
      UNKNOWN,
    ],
    [
      "a token at its end",
      401,
      {
        errors: [
          {
            message:
              "The bearer token has expired. If you have a refresh token, please use it to request a new bearer token, otherwise allow the user to re-authenticate.",
          },
        ],
      },
      "credential_expired inferred",
    ],
    ["a project without access", 403, { errors: [{ message: "You do not have access to this project" }] }, PERMISSION],
    [
      "a limit",
      429,
      { errors: [{ message: "You have made too many requests recently. Please, be chill." }] },
      "rate_limited confirmed after 22",
      { headers: { "Retry-After": "22" } },
    ],
  ],
  monday: [
    ["a bad token", 401, { errors: ["Not Authenticated"] }, UNKNOWN],
    [
      "a user without permission",
      200,
      { error_code: "UserUnauthorizedException", error_message: "User unauthorized to perform action", status_code: 403 },
      PERMISSION,
    ],
    [
      "a budget that is spent",
      200,
      {
        error_code: "ComplexityException",
        error_message: "Complexity budget exhausted, query cost 1 budget remaining 0 out of 1 reset in 12 seconds",
        status_code: 429,
      },
      "rate_limited inferred",
    ],
    [
      "scopes short",
      403,
      { errors: [{ message: "Missing required permissions", extensions: { code: "missingRequiredPermissions" } }] },
      PERMISSION,
    ],
  ],
  clickup: [
    ["a bad token", 401, { err: "Token invalid", ECODE: "OAUTH_025" }, UNKNOWN],
    ["no token", 400, { err: "Authorization header required", ECODE: "OAUTH_017" }, NO_CREDENTIAL],
    ["another team", 401, { err: "Team not authorized", ECODE: "OAUTH_027" }, PERMISSION],
    [
      "a limit",
      429,
      { err: "Rate limit reached", ECODE: "APP_002" },
      "rate_limited confirmed after 30",
      { headers: { "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1795312830" } },
    ],
  ],
  trello: [
    ["a token at its end", 401, "expired token", "credential_expired inferred"],
    ["a bad token", 401, "invalid token", UNKNOWN],
    ["a bad key", 401, "invalid key", UNKNOWN],
    ["a board without access", 401, "unauthorized permission requested", "scope_insufficient inferred"],
    ["a board that is not there", 404, "board not found", null],
  ],
});
