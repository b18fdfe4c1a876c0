import { describe, expect, test } from "vitest";
import { classifyAuthFailure } from "#lib/mcp/classify/classify-auth-failure.ts";
import type { Reason } from "#lib/mcp/classify/reasons.ts";
import type { AuthVerdict, Knowledge, ProviderResponse } from "#lib/mcp/classify/types.ts";

const NOW = new Date("2026-11-22T02:00:00Z");
const WORKED: Partial<Knowledge> = { succeededBefore: true, ageS: 600 };

interface Case {
  name: string;
  response: Partial<ProviderResponse>;
  knowledge?: Partial<Knowledge>;
  verdict: AuthVerdict | null;
}

function check({ response, knowledge, verdict }: Case): void {
  const given = { provider: "hubspot", endpoint: "api" as const, status: 200, headers: {}, body: null, ...response };
  expect(classifyAuthFailure(given, { now: NOW, ...knowledge })).toEqual(verdict);
}

const expired = (message: string, at: string) => ({
  status: 401,
  body: { status: "error", message, correlationId: "c1", category: "EXPIRED_AUTHENTICATION", context: { "expire time": [at] } },
});
const missing = (context: Record<string, string[]>) => ({
  status: 403,
  body: {
    status: "error",
    message: "This app hasn't been granted all required scopes to make this call.",
    category: "MISSING_SCOPES",
    errors: [{ context }],
  },
});
const limited = (policyName: string | undefined, headers: Record<string, string> = {}) => ({
  status: 429,
  headers,
  body: { status: "error", message: "You have reached your limit.", category: "RATE_LIMITS", policyName },
});
const rateLimited = (extra: Partial<AuthVerdict>): AuthVerdict => ({ outcome: "rate_limited", certainty: "confirmed", ...extra });

describe("an API answer", () => {
  test.each<Case>([
    {
      name: "expired, by the provider's own code",
      response: expired("The OAuth token used to make this call expired 0 second(s) ago.", "2026-11-22T01:59:59.164Z"),
      knowledge: WORKED,
      verdict: { outcome: "credential_expired", certainty: "confirmed" },
    },
    {
      name: "expired in 1970: never was a token",
      response: expired("The OAuth token used to make this call expired 20779 day(s) ago.", "1970-01-01T00:00:00Z"),
      verdict: { outcome: "auth_unclassified", certainty: "inferred", reason: "malformed_token" },
    },
    {
      name: "expired 19884 days ago, the date left out",
      response: {
        status: 401,
        body: { category: "EXPIRED_AUTHENTICATION", message: "The OAuth token used to make this call expired 19884 day(s) ago." },
      },
      verdict: { outcome: "auth_unclassified", certainty: "inferred", reason: "malformed_token" },
    },
    {
      name: "invalid, having worked before: revoked, inferred, since such tokens have no end of their own",
      response: {
        status: 401,
        body: { status: "error", category: "INVALID_AUTHENTICATION", message: "Authentication credentials not found." },
      },
      knowledge: WORKED,
      verdict: { outcome: "credential_revoked", certainty: "inferred", reason: "worked_before" },
    },
    {
      name: "invalid without a history: unclassified",
      response: { status: 401, body: { status: "error", category: "INVALID_AUTHENTICATION" } },
      verdict: { outcome: "auth_unclassified", certainty: "inferred", reason: "no_history" },
    },
    {
      name: "a 401 without a category, past its end: expired",
      response: { status: 401, body: { message: "no" } },
      knowledge: { ...WORKED, expiresAt: new Date(NOW.getTime() - 1) },
      verdict: { outcome: "credential_expired", certainty: "inferred", reason: "past_known_expiry" },
    },
    {
      name: "missing scopes: any one of them would do",
      response: missing({ requiredScopes: ["contacts", "crm.objects.contacts.read"] }),
      verdict: {
        outcome: "scope_insufficient",
        certainty: "confirmed",
        reason: "any_of",
        neededScopes: ["contacts", "crm.objects.contacts.read"],
      },
    },
    {
      name: "missing granular scopes",
      response: missing({ requiredGranularScopes: ["crm.objects.contacts.write"] }),
      verdict: {
        outcome: "scope_insufficient",
        certainty: "confirmed",
        reason: "any_of",
        neededScopes: ["crm.objects.contacts.write"],
      },
    },
    {
      name: "missing scopes as the specification's sample has them",
      response: { status: 403, body: { category: "MISSING_SCOPES", context: { missingScopes: ["oauth"] } } },
      verdict: { outcome: "scope_insufficient", certainty: "confirmed", reason: "any_of", neededScopes: ["oauth"] },
    },
    {
      name: "the user behind the app may not",
      response: { status: 403, body: { category: "USER_DOES_NOT_HAVE_PERMISSIONS" } },
      verdict: { outcome: "scope_insufficient", certainty: "confirmed", reason: "user_permission" },
    },
    {
      name: "ten-secondly limit",
      response: limited("TEN_SECONDLY_ROLLING"),
      verdict: rateLimited({ reason: "burst", retryAfterS: 10 }),
    },
    { name: "secondly limit", response: limited("SECONDLY"), verdict: rateLimited({ reason: "burst", retryAfterS: 1 }) },
    {
      name: "daily limit: ends at the account's midnight, which nobody tells",
      response: limited("DAILY", { "X-HubSpot-RateLimit-Interval-Milliseconds": "10000" }),
      verdict: rateLimited({ reason: "daily" }),
    },
    {
      name: "the interval of the header where no policy is named",
      response: limited(undefined, { "X-HubSpot-RateLimit-Interval-Milliseconds": "10000" }),
      verdict: rateLimited({ retryAfterS: 10 }),
    },
    {
      name: "retry-after before all",
      response: limited("SECONDLY", { "Retry-After": "4" }),
      verdict: rateLimited({ reason: "burst", retryAfterS: 4 }),
    },
    { name: "429 without a body", response: { status: 429 }, verdict: rateLimited({}) },
    {
      name: "403 without a category",
      response: { status: 403, body: {} },
      verdict: { outcome: "auth_unclassified", certainty: "inferred", reason: "forbidden" },
    },
    { name: "404", response: { status: 404, body: { category: "OBJECT_NOT_FOUND" } }, verdict: null },
    { name: "500", response: { status: 500, body: { status: "error" } }, verdict: null },
    { name: "200", response: { status: 200, body: { results: [] } }, verdict: null },
  ])("$name", check);
});

describe("the token endpoint", () => {
  const token = (status: number, body: unknown) => ({ endpoint: "token" as const, status, body });
  const failed = (reason: Reason): AuthVerdict => ({ outcome: "refresh_failed", certainty: "confirmed", reason });
  test.each<Case>([
    {
      name: "a dead grant",
      response: token(400, {
        error: "invalid_grant",
        error_description: "refresh token is invalid, expired or revoked",
        status: "BAD_REFRESH_TOKEN",
      }),
      verdict: failed("permanent"),
    },
    {
      name: "a dead grant in the old style",
      response: token(400, { status: "BAD_REFRESH_TOKEN", message: "refresh token is invalid" }),
      verdict: failed("permanent"),
    },
    { name: "an old code", response: token(400, { status: "EXPIRED_AUTH_CODE" }), verdict: failed("permanent") },
    { name: "a wrong client", response: token(401, { error: "invalid_client" }), verdict: failed("configuration") },
    {
      name: "a refusal without a code",
      response: token(400, "nope"),
      verdict: { outcome: "refresh_failed", certainty: "inferred", reason: "transient" },
    },
    {
      name: "too many requests",
      response: { ...token(429, {}), headers: { "retry-after": "3" } },
      verdict: rateLimited({ retryAfterS: 3 }),
    },
    { name: "an outage", response: token(503, "<html>"), verdict: null },
    { name: "a granted token", response: token(200, { access_token: "x", refresh_token: "y", expires_in: 1800 }), verdict: null },
  ])("$name", check);
});
