import { NOW, type Row, testTable, UNKNOWN } from "../support/table.ts";

const error = (fields: Record<string, unknown>) => ({ error: { type: "invalid_request_error", ...fields } });
const WORKED = { knowledge: { succeededBefore: true, ageS: 600 } };
const PAST = { knowledge: { ...WORKED.knowledge, expiresAt: new Date(NOW.getTime() - 1_000) } };
const EXPIRED = error({ code: "api_key_expired", message: "Expired API Key provided: rk_test_****aaaaaa" });
const INVALID = error({ message: "Invalid API Key provided: sk_test_****LDER" });

const rows: Row[] = [
  ["a key that is expired, or was rolled", 401, EXPIRED, "credential_expired inferred"],
  ["a key past its known end", 401, EXPIRED, "credential_expired confirmed", PAST],
  ["an unknown key", 401, INVALID, UNKNOWN],
  ["a key that worked: deleted", 401, INVALID, "credential_revoked inferred worked_before", WORKED],
  [
    "no key",
    401,
    error({ message: "You did not provide an API key. You need to provide your API key in the Authorization header." }),
    "auth_unclassified inferred no_credential",
  ],
  [
    "another address",
    401,
    error({ message: "The API key provided does not allow requests from your IP address." }),
    "auth_unclassified inferred policy_ip_allowlist",
    WORKED,
  ],
  [
    "a restricted key",
    403,
    error({
      message:
        "The provided key 'rk_live_****abcdef' does not have the required permissions for this endpoint on account 'acct_1'. Having the 'rak_subscription_read' permission would allow this request to continue.",
    }),
    "scope_insufficient confirmed needs rak_subscription_read",
  ],
  [
    "a restricted key, in newer words",
    403,
    error({
      message:
        "Permission denied. The provided key does not have the required permissions. Enabling \"Prices Read\" ('plan_read') permissions on this key would allow this request to continue.",
    }),
    "scope_insufficient confirmed needs plan_read",
  ],
  [
    "a connected account that left",
    403,
    error({
      code: "account_invalid",
      message:
        "The provided key 'sk_test_****abcd' does not have access to account 'acct_1' (or that account does not exist). Application access may have been revoked.",
    }),
    "credential_revoked inferred",
  ],
  [
    "the platform's key",
    401,
    error({ code: "platform_api_key_expired", message: "The API key provided by your Connect platform has expired." }),
    "credential_expired inferred",
  ],
  ["too many requests", 429, error({ code: "rate_limit", message: "Request rate limit exceeded." }), "rate_limited confirmed"],
  [
    "too many at once",
    429,
    error({ message: "Too many concurrent requests" }),
    "rate_limited confirmed concurrency",
    { headers: { "Stripe-Rate-Limited-Reason": "global-concurrency" } },
  ],
  [
    "an object that is locked",
    429,
    error({
      code: "lock_timeout",
      message:
        "This object cannot be accessed right now because another API request or Stripe process is currently accessing it.",
    }),
    "rate_limited inferred lock",
  ],
  ["a limit, by an old version", 400, error({ code: "rate_limit" }), "rate_limited confirmed"],
  ["a session of the newer API", 401, { error: { type: "temporary_session_expired" } }, "credential_expired confirmed"],
  ["a limit of the newer API", 429, { error: { type: "rate_limit" } }, "rate_limited confirmed"],
  [
    "a publishable key",
    403,
    error({ code: "secret_key_required", message: "This API call cannot be made with a publishable API key." }),
    "auth_unclassified inferred wrong_credential_kind",
  ],
  [
    "a card that is declined",
    402,
    { error: { type: "card_error", code: "card_declined", decline_code: "insufficient_funds" } },
    null,
  ],
  [
    "a card that is expired",
    402,
    { error: { type: "card_error", code: "expired_card", message: "Your card has expired." } },
    null,
  ],
  ["an unknown customer", 404, error({ code: "resource_missing", message: "No such customer: 'cus_1'" }), null],
  ["a bad parameter", 400, error({ code: "parameter_missing", message: "Missing required param: amount." }), null],
  ["an outage", 500, { error: { type: "api_error" } }, null],
  [
    "a Connect grant at its end",
    400,
    { error: "invalid_grant", error_description: "This authorization code has already been used." },
    "refresh_failed confirmed permanent",
    { endpoint: "token" },
  ],
];

testTable("stripe", rows);
