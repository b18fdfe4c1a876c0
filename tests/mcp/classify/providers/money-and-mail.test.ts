import { testTables, UNKNOWN } from "../support/table.ts";

const PERMISSION = "scope_insufficient inferred user_permission";
const square = (category: string, code: string, detail: string) => ({ errors: [{ category, code, detail }] });
const token = { endpoint: "token" } as const;

testTables({
  twilio: [
    [
      "bad credentials",
      401,
      {
        code: 20003,
        detail: "Your AccountSid or AuthToken was incorrect.",
        message: "Authenticate",
        more_info: "https://www.twilio.com/docs/errors/20003",
        status: 401,
      },
      UNKNOWN,
    ],
    [
      "too many",
      429,
      { code: 20429, message: "Too Many Requests", more_info: "https://www.twilio.com/docs/errors/20429", status: 429 },
      "rate_limited confirmed",
    ],
    [
      "a suspended account",
      403,
      { code: 20005, message: "Account not active", status: 403 },
      "credential_revoked inferred account_inactive",
    ],
    [
      "test credentials",
      403,
      { code: 20008, message: "Resource not accessible with Test Account Credentials", status: 403 },
      "auth_unclassified inferred wrong_credential_kind",
    ],
    ["a bad number", 400, { code: 21211, message: "Invalid 'To' Phone Number", status: 400 }, null],
  ],
  sendgrid: [
    [
      "one sentence for all ends",
      401,
      { errors: [{ message: "The provided authorization grant is invalid, expired, or revoked", field: null, help: null }] },
      UNKNOWN,
    ],
    [
      "a scope short",
      403,
      { errors: [{ message: "access forbidden", field: null, help: null }] },
      "auth_unclassified inferred forbidden",
    ],
    [
      "no credits",
      401,
      { errors: [{ message: "Maximum credits exceeded", field: null, help: null }] },
      "rate_limited inferred quota_billing",
    ],
    [
      "another address",
      403,
      { errors: [{ message: "The requestor's IP Address is not whitelisted", field: null }] },
      "auth_unclassified inferred policy_ip_allowlist",
    ],
  ],
  mailgun: [
    ["a bad key", 401, "Forbidden", UNKNOWN],
    ["a bad key, in words", 401, { message: "Invalid private key" }, UNKNOWN],
  ],
  square: [
    ["a bad token", 401, square("AUTHENTICATION_ERROR", "UNAUTHORIZED", "This request could not be authorized."), UNKNOWN],
    [
      "a token at its end",
      401,
      square("AUTHENTICATION_ERROR", "ACCESS_TOKEN_EXPIRED", "This request could not be authorized."),
      "credential_expired confirmed",
    ],
    [
      "a revoked token",
      401,
      square("AUTHENTICATION_ERROR", "ACCESS_TOKEN_REVOKED", "This request could not be authorized."),
      "credential_revoked confirmed",
    ],
    [
      "a scope short",
      403,
      square(
        "AUTHENTICATION_ERROR",
        "INSUFFICIENT_SCOPES",
        "The merchant has not given your application sufficient permissions to do that. The merchant must authorize your application for the following scopes: PAYMENTS_READ",
      ),
      "scope_insufficient confirmed needs PAYMENTS_READ",
    ],
    ["a limit", 429, square("RATE_LIMIT_ERROR", "RATE_LIMITED", "Too many requests"), "rate_limited confirmed"],
    ["a card that is expired", 402, square("PAYMENT_METHOD_ERROR", "CARD_EXPIRED", "Authorization error: 'CARD_EXPIRED'"), null],
  ],
  paypal: [
    ["a bad token", 401, { error: "invalid_token", error_description: "Token signature verification failed" }, UNKNOWN],
    [
      "a token at its end",
      401,
      { error: "invalid_token", error_description: "The token has expired" },
      "credential_expired inferred",
    ],
    [
      "bad credentials",
      401,
      {
        name: "AUTHENTICATION_FAILURE",
        message: "Authentication failed due to invalid authentication credentials or a missing Authorization header.",
      },
      UNKNOWN,
    ],
    [
      "a permission short",
      403,
      {
        name: "NOT_AUTHORIZED",
        message: "Authorization failed due to insufficient permissions.",
        details: [
          {
            issue: "PERMISSION_DENIED",
            description: "You do not have permission to access or perform operations on this resource.",
          },
        ],
      },
      PERMISSION,
    ],
    [
      "a limit",
      429,
      { name: "RATE_LIMIT_REACHED", message: "Too many requests. Blocked due to rate limiting." },
      "rate_limited confirmed",
    ],
    [
      "a wrong client",
      401,
      { error: "invalid_client", error_description: "Client Authentication failed" },
      "refresh_failed confirmed configuration",
      token,
    ],
  ],
  shopify: [
    ["a bad token", 401, { errors: "[API] Invalid API key or access token (unrecognized login or wrong password)" }, UNKNOWN],
    [
      "a scope short",
      403,
      { errors: "[API] This action requires merchant approval for read_products scope." },
      "scope_insufficient inferred needs read_products",
    ],
    [
      "a limit",
      429,
      { errors: "Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service." },
      "rate_limited confirmed after 2",
      { headers: { "Retry-After": "2.0" } },
    ],
    ["a shop that does not pay", 402, { errors: "Unavailable Shop" }, "auth_unclassified inferred quota_billing"],
    [
      "GraphQL, throttled",
      200,
      { errors: [{ message: "Throttled", extensions: { code: "THROTTLED" } }], extensions: { cost: {} } },
      "rate_limited confirmed",
    ],
    [
      "GraphQL, a scope short",
      200,
      {
        errors: [
          {
            message: "Access denied for customers field. Required access: `read_customers` access scope.",
            extensions: { code: "ACCESS_DENIED" },
          },
        ],
        data: { customers: null },
      },
      "scope_insufficient inferred needs read_customers",
    ],
  ],
});
