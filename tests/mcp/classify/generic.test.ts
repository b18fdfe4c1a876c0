import { describe, expect, test } from "vitest";
import { classifyAuthFailure } from "#lib/mcp/classify/classify-auth-failure.ts";
import type { AuthVerdict, Knowledge, ProviderResponse } from "#lib/mcp/classify/types.ts";

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
