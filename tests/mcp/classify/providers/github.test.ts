import { describe, expect, test } from "vitest";
import { classifyAuthFailure } from "#lib/mcp/classify/classify-auth-failure.ts";
import type { Reason } from "#lib/mcp/classify/reasons.ts";
import type { AuthVerdict, Knowledge, ProviderResponse } from "#lib/mcp/classify/types.ts";

const NOW = new Date("2026-11-22T02:00:00Z");
const HOUR_MS = 3_600_000;
const LATER = new Date(NOW.getTime() + HOUR_MS);
const EARLIER = new Date(NOW.getTime() - HOUR_MS);
const BAD_CREDENTIALS = { message: "Bad credentials", documentation_url: "https://docs.github.com/rest", status: "401" };
const WORKED: Partial<Knowledge> = { expiresAt: LATER, succeededBefore: true, ageS: 7_200 };

interface Case {
  name: string;
  response: Partial<ProviderResponse>;
  knowledge?: Partial<Knowledge>;
  verdict: AuthVerdict | null;
}

function check({ response, knowledge, verdict }: Case): void {
  const given = { provider: "github", endpoint: "api" as const, status: 200, headers: {}, body: null, ...response };
  expect(classifyAuthFailure(given, { now: NOW, ...knowledge })).toEqual(verdict);
}

describe("a 401", () => {
  const unauthorized = (body: unknown = BAD_CREDENTIALS, headers: Record<string, string> = {}) => ({
    status: 401,
    headers,
    body,
  });
  test.each<Case>([
    {
      name: "of a credential that worked and has not ended: revoked, inferred",
      response: unauthorized(),
      knowledge: WORKED,
      verdict: { outcome: "credential_revoked", certainty: "inferred", reason: "worked_before" },
    },
    {
      name: "of a credential that worked and never ends: revoked, inferred",
      response: unauthorized(),
      knowledge: { ...WORKED, expiresAt: "never" },
      verdict: { outcome: "credential_revoked", certainty: "inferred", reason: "worked_before" },
    },
    {
      name: "past the known end: expired, inferred",
      response: unauthorized(),
      knowledge: { ...WORKED, expiresAt: EARLIER },
      verdict: { outcome: "credential_expired", certainty: "inferred", reason: "past_known_expiry" },
    },
    {
      name: "within the minute before the known end: expired, since clocks differ",
      response: unauthorized(),
      knowledge: { ...WORKED, expiresAt: new Date(NOW.getTime() + 30_000) },
      verdict: { outcome: "credential_expired", certainty: "inferred", reason: "past_known_expiry" },
    },
    {
      name: "half way through a life of a minute: revoked, since the allowance shrinks with the life",
      response: unauthorized(),
      knowledge: { ...WORKED, expiresAt: new Date(NOW.getTime() + 30_000), ageS: 30 },
      verdict: { outcome: "credential_revoked", certainty: "inferred", reason: "worked_before" },
    },
    {
      name: "the provider's own clock decides, not ours",
      response: unauthorized(BAD_CREDENTIALS, { Date: "Sun, 22 Nov 2026 03:00:01 GMT" }),
      knowledge: WORKED,
      verdict: { outcome: "credential_expired", certainty: "inferred", reason: "past_known_expiry" },
    },
    {
      name: "without a history: unclassified",
      response: unauthorized(),
      knowledge: { expiresAt: LATER, succeededBefore: false, ageS: 7_200 },
      verdict: { outcome: "auth_unclassified", certainty: "inferred", reason: "no_history" },
    },
    {
      name: "where nobody knows the end: unclassified, for it may be either",
      response: unauthorized(),
      knowledge: { expiresAt: null, succeededBefore: true, ageS: 7_200 },
      verdict: { outcome: "auth_unclassified", certainty: "inferred", reason: "no_known_expiry" },
    },
    {
      name: "of a token younger than five seconds: unclassified, it may not have spread yet",
      response: unauthorized(),
      knowledge: { expiresAt: LATER, succeededBefore: true, ageS: 2 },
      verdict: { outcome: "auth_unclassified", certainty: "inferred", reason: "too_new" },
    },
    {
      name: "with an empty quota, as GraphQL sends it: never a rate limit",
      response: unauthorized(BAD_CREDENTIALS, { "X-RateLimit-Limit": "0", "X-RateLimit-Remaining": "0" }),
      knowledge: WORKED,
      verdict: { outcome: "credential_revoked", certainty: "inferred", reason: "worked_before" },
    },
    ...[
      "'Expiration time' claim ('exp') is too far in the future",
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    ].map((message) => ({
      name: `"${message.slice(0, 40)}…": our clock is off`,
      response: unauthorized({ message }),
      knowledge: WORKED,
      verdict: { outcome: "auth_unclassified", certainty: "confirmed", reason: "clock_skew" } as const,
    })),
  ])("$name", check);
});

describe("a 403", () => {
  const forbidden = (message: string, headers: Record<string, string> = {}) => ({ status: 403, headers, body: { message } });
  test.each<Case>([
    {
      name: "not accessible by a personal access token: scope, with what is needed",
      response: forbidden("Resource not accessible by personal access token", {
        "X-Accepted-GitHub-Permissions": "issues=write,contents=read",
      }),
      verdict: { outcome: "scope_insufficient", certainty: "confirmed", neededScopes: ["issues=write", "contents=read"] },
    },
    {
      name: "several ways to be permitted: the first is named",
      response: forbidden("Resource not accessible by integration", {
        "X-Accepted-GitHub-Permissions": "issues=write; pull_requests=write",
      }),
      verdict: { outcome: "scope_insufficient", certainty: "confirmed", neededScopes: ["issues=write"] },
    },
    {
      name: "not accessible by integration, without the header",
      response: forbidden("Resource not accessible by integration"),
      verdict: { outcome: "scope_insufficient", certainty: "confirmed" },
    },
    {
      name: "classic scopes that do not meet: scope, inferred",
      response: forbidden("Must have admin rights to Repository.", {
        "X-OAuth-Scopes": "repo, user",
        "X-Accepted-OAuth-Scopes": "delete_repo",
      }),
      verdict: { outcome: "scope_insufficient", certainty: "inferred", neededScopes: ["delete_repo"] },
    },
    {
      name: "classic scopes that meet: unclassified",
      response: forbidden("Must have admin rights to Repository.", {
        "X-OAuth-Scopes": "repo, user",
        "X-Accepted-OAuth-Scopes": "user",
      }),
      verdict: { outcome: "auth_unclassified", certainty: "inferred", reason: "forbidden" },
    },
    {
      name: "single sign-on required: scope, and the live link in the header is left alone",
      response: forbidden("Resource protected by organization SAML enforcement.", {
        "X-GitHub-SSO": "required; url=https://github.com/orgs/acme/sso?authorization_request=A1",
      }),
      verdict: { outcome: "scope_insufficient", certainty: "confirmed", reason: "sso_required" },
    },
    {
      name: "the organisation's policy: the credential is fine",
      response: forbidden(
        "The 'acme' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 366 days.",
      ),
      verdict: { outcome: "auth_unclassified", certainty: "confirmed", reason: "policy" },
    },
    {
      name: "an empty quota: rate limited until the reset",
      response: forbidden("API rate limit exceeded", {
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": String(NOW.getTime() / 1_000 + 90),
      }),
      verdict: { outcome: "rate_limited", certainty: "confirmed", retryAfterS: 90 },
    },
    {
      name: "a reset that has passed: no wait is left",
      response: forbidden("API rate limit exceeded", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1700000000" }),
      verdict: { outcome: "rate_limited", certainty: "confirmed", retryAfterS: 0 },
    },
    {
      name: "secondary limit with retry-after",
      response: forbidden("You have exceeded a secondary rate limit.", { "Retry-After": "17" }),
      verdict: { outcome: "rate_limited", certainty: "confirmed", reason: "secondary", retryAfterS: 17 },
    },
    {
      name: "secondary limit by its page alone: a minute at least",
      response: {
        status: 403,
        body: { message: "Slow down", documentation_url: "https://docs.github.com/rest/overview/rate-limits#abuse-rate-limits" },
      },
      verdict: { outcome: "rate_limited", certainty: "confirmed", reason: "secondary", retryAfterS: 60 },
    },
    {
      name: "locked out after many bad logins: everybody is refused, so nobody is revoked",
      response: forbidden("Maximum number of login attempts exceeded. Please try again later."),
      knowledge: WORKED,
      verdict: { outcome: "rate_limited", certainty: "inferred", reason: "auth_lockout" },
    },
    {
      name: "without any evidence: unclassified",
      response: forbidden("Forbidden"),
      verdict: { outcome: "auth_unclassified", certainty: "inferred", reason: "forbidden" },
    },
  ])("$name", check);
});

describe("other answers", () => {
  const graphql = (error: Record<string, unknown>, headers: Record<string, string> = {}) => ({
    status: 200,
    headers,
    body: JSON.stringify({ data: null, errors: [error] }),
  });
  test.each<Case>([
    {
      name: "a bare 404 is no auth outcome",
      response: { status: 404, body: { message: "Not Found" } },
      knowledge: WORKED,
      verdict: null,
    },
    {
      name: "a 404 with scopes that do not meet is one",
      response: {
        status: 404,
        headers: { "x-oauth-scopes": "", "x-accepted-oauth-scopes": "repo" },
        body: { message: "Not Found" },
      },
      verdict: { outcome: "scope_insufficient", certainty: "inferred", neededScopes: ["repo"] },
    },
    { name: "a 5xx is no auth outcome", response: { status: 502, body: "<html>" }, knowledge: WORKED, verdict: null },
    {
      name: "a validation error is no auth outcome",
      response: { status: 422, body: { message: "Validation Failed" } },
      verdict: null,
    },
    {
      name: "429 is a rate limit",
      response: { status: 429, headers: { "retry-after": "Sun, 22 Nov 2026 02:00:30 GMT" } },
      verdict: { outcome: "rate_limited", certainty: "confirmed", retryAfterS: 30 },
    },
    {
      name: "a success that used the last request is a success",
      response: { status: 200, headers: { "x-ratelimit-remaining": "0" }, body: { login: "acme-bot" } },
      verdict: null,
    },
    {
      name: "partial results for want of single sign-on are a success",
      response: { status: 200, headers: { "X-GitHub-SSO": "partial-results; organizations=21955855,20582480" }, body: [] },
      verdict: null,
    },
    {
      name: "GraphQL: single sign-on",
      response: graphql({ type: "FORBIDDEN", extensions: { saml_failure: true } }),
      verdict: { outcome: "scope_insufficient", certainty: "confirmed", reason: "sso_required" },
    },
    {
      name: "GraphQL: a forbidden field that is not about single sign-on",
      response: graphql({ type: "FORBIDDEN", extensions: { saml_failure: false } }),
      verdict: null,
    },
    {
      name: "GraphQL: rate limited",
      response: graphql({ type: "RATE_LIMITED" }, { "x-ratelimit-remaining": "4999" }),
      verdict: { outcome: "rate_limited", certainty: "confirmed" },
    },
    {
      name: "GraphQL: rate limited, the newer code",
      response: graphql({ type: "RATE_LIMIT", code: "graphql_rate_limit" }),
      verdict: { outcome: "rate_limited", certainty: "confirmed" },
    },
    {
      name: "GraphQL: scopes",
      response: graphql({ type: "INSUFFICIENT_SCOPES" }),
      verdict: { outcome: "scope_insufficient", certainty: "confirmed" },
    },
  ])("$name", check);
});

describe("the token endpoint", () => {
  const token = (status: number, body: unknown) => ({ endpoint: "token" as const, status, body });
  const failed = (reason: Reason): AuthVerdict => ({ outcome: "refresh_failed", certainty: "confirmed", reason });
  test.each<Case>([
    {
      name: "an error on 200 is an error",
      response: token(200, {
        error: "bad_refresh_token",
        error_description: "The refresh token passed is incorrect or expired.",
      }),
      verdict: failed("permanent"),
    },
    { name: "the same on 400", response: token(400, { error: "bad_refresh_token" }), verdict: failed("permanent") },
    {
      name: "our own secret is wrong",
      response: token(200, { error: "incorrect_client_credentials" }),
      verdict: failed("configuration"),
    },
    { name: "a used code", response: token(200, { error: "bad_verification_code" }), verdict: failed("permanent") },
    {
      name: "form-encoded, as it comes by default",
      response: token(200, "error=unauthorized_client&error_uri=x"),
      verdict: failed("permanent"),
    },
    { name: "a granted token", response: token(200, { access_token: "x", token_type: "bearer" }), verdict: null },
    {
      name: "a suspended installation is revoked, by the provider's word",
      response: token(403, { message: "This installation has been suspended" }),
      verdict: { outcome: "credential_revoked", certainty: "confirmed", reason: "suspended" },
    },
    {
      name: "a missing installation is revoked",
      response: token(404, { message: "Not Found" }),
      verdict: { outcome: "credential_revoked", certainty: "inferred", reason: "installation_deleted" },
    },
    {
      name: "a clock that is off",
      response: token(401, {
        message: "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
      }),
      verdict: { outcome: "auth_unclassified", certainty: "confirmed", reason: "clock_skew" },
    },
  ])("$name", check);
});
