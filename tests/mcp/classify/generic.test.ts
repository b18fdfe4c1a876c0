import { describe, expect, test } from "vitest";
import { evidenceOf } from "#lib/mcp/classify/evidence-of.ts";
import { type AuthVerdict, classifyAuthFailure, type Knowledge, type ProviderResponse } from "#lib/mcp/index.ts";

const NOW = new Date("2026-11-22T02:00:00Z");

interface Case {
  name: string;
  response: Partial<ProviderResponse>;
  knowledge?: Partial<Knowledge>;
  verdict: AuthVerdict | null;
}

describe("any bearer API", () => {
  const bearer = (status: number, challenge: string) => ({ status, headers: { "WWW-Authenticate": challenge } });
  test.each<Case>([
    {
      name: "invalid_token may be either: history decides",
      response: bearer(401, 'Bearer error="invalid_token", error_description="The access token is invalid"'),
      knowledge: { expiresAt: "never", succeededBefore: true },
      verdict: { outcome: "credential_revoked", certainty: "inferred", reason: "worked_before" },
    },
    {
      name: "insufficient_scope names what it wants",
      response: bearer(403, 'Bearer realm="api", error="insufficient_scope", scope="read:a write:b"'),
      verdict: { outcome: "scope_insufficient", certainty: "confirmed", neededScopes: ["read:a", "write:b"] },
    },
    {
      name: "429 with the RateLimit field: seconds from now",
      response: { status: 429, headers: { RateLimit: '"default";r=0;t=30' } },
      verdict: { outcome: "rate_limited", certainty: "confirmed", retryAfterS: 30 },
    },
    {
      name: "429 with the older RateLimit field",
      response: { status: 429, headers: { ratelimit: "limit=100, remaining=0, reset=54" } },
      verdict: { outcome: "rate_limited", certainty: "confirmed", retryAfterS: 54 },
    },
    {
      name: "retry-after goes before the RateLimit field",
      response: { status: 429, headers: { "retry-after": "5", RateLimit: '"default";r=0;t=30' } },
      verdict: { outcome: "rate_limited", certainty: "confirmed", retryAfterS: 5 },
    },
    {
      name: "a bare 403",
      response: { status: 403 },
      verdict: { outcome: "auth_unclassified", certainty: "inferred", reason: "forbidden" },
    },
    { name: "invalid_request is the caller's mistake", response: bearer(400, 'Bearer error="invalid_request"'), verdict: null },
    { name: "404", response: { status: 404 }, verdict: null },
    { name: "503 with retry-after", response: { status: 503, headers: { "retry-after": "5" } }, verdict: null },
  ])("$name", ({ response, knowledge, verdict }) => {
    const given = { provider: "example", endpoint: "api" as const, status: 200, headers: new Headers(), body: null, ...response };
    expect(classifyAuthFailure(given, { now: NOW, ...knowledge })).toEqual(verdict);
  });

  test("the name of a provider is read in any case", () => {
    const given = {
      provider: "HubSpot",
      endpoint: "api" as const,
      status: 403,
      headers: {},
      body: { category: "USER_DOES_NOT_HAVE_PERMISSIONS" },
    };
    expect(classifyAuthFailure(given, { now: NOW })?.reason).toBe("user_permission");
  });
});

describe("evidence", () => {
  const secret = "ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
  const response = (body: unknown, headers: Record<string, string> = {}): ProviderResponse => ({
    provider: "github",
    endpoint: "api",
    status: 401,
    headers,
    body,
  });

  test("keeps status, code, request id and harmless headers", () => {
    const headers = { "X-GitHub-Request-Id": "C0FE:1", "X-RateLimit-Remaining": "0", "Content-Type": "application/json" };
    expect(evidenceOf(response({ message: "Bad credentials" }, headers))).toEqual({
      status: 401,
      provider_code: "Bad credentials",
      request_id: "C0FE:1",
      signal: "response",
      headers: { "x-ratelimit-remaining": "0" },
    });
  });

  test("never keeps what may echo the credential, nor the single sign-on link", () => {
    const body = { message: `Invalid API Key provided: ${secret}`, code: secret, error: secret, correlationId: `${secret} x` };
    const headers = {
      "X-GitHub-SSO": "required; url=https://github.com/orgs/acme/sso?authorization_request=A1",
      Authorization: `Bearer ${secret}`,
    };
    const kept = JSON.stringify(evidenceOf(response(body, headers)));
    expect(kept).not.toContain(secret);
    expect(kept).not.toContain("authorization_request");
  });

  test("takes HubSpot's category and correlation id", () => {
    const body = { category: "INVALID_AUTHENTICATION", status: "error", correlationId: "1f0a-77" };
    expect(evidenceOf(response(body))).toMatchObject({ provider_code: "INVALID_AUTHENTICATION", request_id: "1f0a-77" });
  });
});
