import { describe } from "vitest";
import { NOW, type Row, testTable, UNKNOWN } from "./support/table.ts";

const PROBLEM = { "Content-Type": "application/problem+json" };
const problem = (type: string, status: number, detail: string) => ({ type, title: "Problem", status, detail });
const challenge = (value: string | string[]) => ({ headers: { "WWW-Authenticate": value } });
const headers = (fields: Record<string, string>) => ({ headers: fields });
const nowS = NOW.getTime() / 1_000;
const IANA = "https://iana.org/assignments/http-problem-types";

const challenges: Row[] = [
  [
    "a token past its end, in so many words",
    401,
    "",
    "credential_expired inferred",
    challenge('Bearer realm="api", error="invalid_token", error_description="The access token expired"'),
  ],
  [
    "a token that is expired or revoked",
    401,
    "",
    UNKNOWN,
    challenge('Bearer error="invalid_token", error_description="The access token is expired, revoked or malformed"'),
  ],
  [
    "a token revoked, in so many words",
    401,
    "",
    "credential_revoked inferred",
    challenge('Bearer error="invalid_token", error_description="The token was revoked"'),
  ],
  [
    "parameters without quotes",
    403,
    "",
    "scope_insufficient confirmed needs read",
    challenge("Bearer error=insufficient_scope, scope=read"),
  ],
  [
    "the second of two challenges",
    401,
    "",
    "scope_insufficient confirmed needs read:a",
    challenge(['Basic realm="x"', 'Bearer error="insufficient_scope", scope="read:a"']),
  ],
  ["a challenge without a code", 401, "", UNKNOWN, challenge("Bearer")],
  ["another scheme", 401, "", UNKNOWN, challenge('Negotiate, Digest qop="auth", realm="r", nonce="error=insufficient_scope"')],
  [
    "claims that a policy wants",
    401,
    "",
    "auth_unclassified inferred policy",
    challenge('Bearer error="insufficient_claims", claims="e30="'),
  ],
  [
    "a login that a policy wants stronger",
    401,
    "",
    "auth_unclassified inferred mfa_required",
    challenge('Bearer error="insufficient_user_authentication", acr_values="mfa"'),
  ],
  ["a bad request", 400, "", null, challenge('Bearer error="invalid_request"')],
  [
    "a server's metadata",
    401,
    "",
    UNKNOWN,
    challenge('Bearer resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource", scope="files:read"'),
  ],
];
const problems: Row[] = [
  [
    "a quota",
    429,
    problem(`${IANA}#quota-exceeded`, 429, "Request cannot be satisfied as assigned quota has been exceeded"),
    "rate_limited confirmed",
    headers(PROBLEM),
  ],
  ["a quota with status 403", 403, problem(`${IANA}#quota-exceeded`, 403, "Quota"), "rate_limited inferred", headers(PROBLEM)],
  ["a server short of breath", 503, problem(`${IANA}#temporary-reduced-capacity`, 503, "Busy"), null, headers(PROBLEM)],
  [
    "a problem of its own type",
    401,
    problem("https://api.example.com/problems/token-expired", 401, "Renew it"),
    "credential_expired inferred",
    headers(PROBLEM),
  ],
  [
    "a scope",
    403,
    problem("https://api.example.com/problems/insufficient_scope", 403, "No"),
    "scope_insufficient confirmed",
    headers(PROBLEM),
  ],
  ["a blank one", 403, problem("about:blank", 403, "Forbidden"), "auth_unclassified inferred forbidden", headers(PROBLEM)],
  ["a missing page", 404, problem("about:blank", 404, "Not found"), null, headers(PROBLEM)],
];
const waits: Row[] = [
  ["seconds", 429, "", "rate_limited confirmed after 30", headers({ "Retry-After": "30" })],
  ["a fraction of a second", 429, "", "rate_limited confirmed after 1", headers({ "Retry-After": "0.4" })],
  ["a date", 429, "", "rate_limited confirmed after 60", headers({ "Retry-After": "Sun, 22 Nov 2026 02:01:00 GMT" })],
  [
    "a date by the provider's clock",
    429,
    "",
    "rate_limited confirmed after 60",
    headers({ "Retry-After": "Sun, 22 Nov 2026 05:01:00 GMT", Date: "Sun, 22 Nov 2026 05:00:00 GMT" }),
  ],
  [
    "a date that has passed",
    429,
    "",
    "rate_limited confirmed after 0",
    headers({ "Retry-After": "Sun, 22 Nov 2020 02:01:00 GMT" }),
  ],
  [
    "an instant in seconds",
    429,
    "",
    "rate_limited confirmed after 90",
    headers({ "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": String(nowS + 90) }),
  ],
  [
    "an instant in milliseconds",
    429,
    "",
    "rate_limited confirmed after 90",
    headers({ "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": String((nowS + 90) * 1_000) }),
  ],
  ["what is left in seconds", 429, "", "rate_limited confirmed after 90", headers({ "x-ratelimit-reset": "90" })],
  ["a duration", 429, "", "rate_limited confirmed after 360", headers({ "x-ratelimit-reset": "6m0s" })],
  [
    "the reset of a quota that is not empty",
    429,
    "",
    "rate_limited confirmed",
    headers({ "X-RateLimit-Remaining": "7", "X-RateLimit-Reset": "90" }),
  ],
  [
    "the RateLimit field",
    429,
    "",
    "rate_limited confirmed after 30",
    headers({ RateLimit: '"burst";r=0;t=30', "RateLimit-Policy": '"burst";q=100;w=60' }),
  ],
  [
    "the older RateLimit fields",
    429,
    "",
    "rate_limited confirmed after 54",
    headers({ "RateLimit-Limit": "100", "RateLimit-Remaining": "0", "RateLimit-Reset": "54" }),
  ],
  [
    "Retry-After before them all",
    429,
    "",
    "rate_limited confirmed after 5",
    headers({ "Retry-After": "5", RateLimit: '"default";r=0;t=30' }),
  ],
  ["the body", 429, { message: "slow down", retry_after: 2.5 }, "rate_limited confirmed after 3"],
  [
    "Telegram's body",
    429,
    { ok: false, error_code: 429, description: "Too Many Requests: retry after 14", parameters: { retry_after: 14 } },
    "rate_limited confirmed after 14",
  ],
  ["nonsense", 429, "", "rate_limited confirmed", headers({ "Retry-After": "soon" })],
  ["a wait of years", 429, "", "rate_limited confirmed", headers({ "Retry-After": "99999999" })],
  ["an empty quota of a 401 says nothing", 401, "", UNKNOWN, headers({ "X-RateLimit-Remaining": "0", "Retry-After": "5" })],
  ["an empty quota of a 403", 403, "", "rate_limited inferred", headers({ "X-RateLimit-Remaining": "0" })],
  ["a 403 that asks to wait", 403, "", "rate_limited inferred after 7", headers({ "Retry-After": "7" })],
  ["an outage that asks to wait", 503, "", null, headers({ "Retry-After": "7" })],
];
const grants: Row[] = [
  ["a dead grant", 400, { error: "invalid_grant" }, "refresh_failed confirmed permanent", { endpoint: "token" }],
  [
    "an error on 200, as a form",
    200,
    "error=bad_refresh_token&error_description=expired",
    "refresh_failed confirmed permanent",
    { endpoint: "token" },
  ],
  ["a wrong client", 401, { error: "invalid_client" }, "refresh_failed confirmed configuration", { endpoint: "token" }],
  ["a code of nobody else", 400, { error: "moon_phase" }, "refresh_failed inferred transient", { endpoint: "token" }],
  [
    "too many",
    429,
    { error: "slow_down" },
    "rate_limited confirmed after 3",
    { endpoint: "token", headers: { "Retry-After": "3" } },
  ],
  ["a dead grant, and too many", 429, { error: "invalid_grant" }, "refresh_failed inferred permanent", { endpoint: "token" }],
  [
    "an outage with a code",
    503,
    { error: "temporarily_unavailable" },
    "refresh_failed inferred transient",
    { endpoint: "token" },
  ],
  ["an outage", 500, { error: "Internal Server Error" }, null, { endpoint: "token" }],
  ["no such place", 404, { error: "Not Found" }, null, { endpoint: "token" }],
  ["a page", 403, "<html><title>Forbidden</title></html>", null, { endpoint: "token" }],
  ["a grant", 200, { access_token: "a", expires_in: 3600 }, null, { endpoint: "token" }],
];

describe("a challenge", () => testTable("never heard of", challenges));
describe("a problem", () => testTable("never heard of", problems));
describe("how long to wait", () => testTable("never heard of", waits));
describe("a token endpoint", () => testTable("never heard of", grants));
