import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recogniseFailure } from "#lib/mcp/wrap/gate/recognise-failure.ts";

const knowledge = { now: new Date("2026-11-22T02:00:00Z"), expiresAt: "never", succeededBefore: true, ageS: 86_400 } as const;
const seen = (provider: string, ...texts: string[]) => recogniseFailure(texts, provider, knowledge);

describe("sentences are never more than an inference", () => {
  test.each([
    ["github", "Authentication Failed: Bad credentials", "credential_revoked"],
    [
      "github",
      "failed to list issues: GET https://api.github.com/repos/a/b/issues: 401 Bad credentials []",
      "credential_revoked",
    ],
    [
      "github",
      "Error executing tool x: Client error '401 Unauthorized' for url 'https://api.github.com/user'",
      "credential_revoked",
    ],
    ["hubspot", "Request failed with status code 401", "credential_revoked"],
    ["notion", "API token is invalid.", "credential_revoked"],
    ["anything", "HTTP Error 401: Unauthorized", "credential_revoked"],
    ["anything", "upstream said (429)", "rate_limited"],
    ["github", "API rate limit exceeded for user ID 1", "rate_limited"],
    ["github", "403 Resource not accessible by personal access token", "scope_insufficient"],
    ["google", "invalid_grant: Token has been expired or revoked.", "refresh_failed"],
  ])("%s: %s", (provider, text, outcome) => {
    expect(seen(provider, text)).toMatchObject({ verdict: { outcome, certainty: "inferred" } });
  });
});

describe("a provider's body within a text is judged as its answer", () => {
  test.each([
    [
      "slack",
      'An API error occurred: {"ok":false,"error":"token_revoked"}',
      { outcome: "credential_revoked", certainty: "confirmed" },
    ],
    [
      "stripe",
      'Error: {"status":401,"data":{"error":{"type":"invalid_request_error","code":"api_key_expired","message":"Expired API Key provided: sk_***"}}}',
      { outcome: "credential_expired" },
    ],
    [
      "github",
      '{"message":"Bad credentials","documentation_url":"https://docs.github.com/rest","status":"401"}',
      { outcome: "credential_revoked" },
    ],
  ])("%s: %s", (provider, text, verdict) => {
    expect(seen(provider, text)).toMatchObject({ verdict });
  });
});

test.each([
  "Not Found",
  "MCP error -32602: Input validation error: expected number",
  "ENOENT: no such file or directory, open '/etc/401'",
  "issue 403 was closed",
  "Request failed with status code 500",
  '{"message":"Not Found","status":"404"}',
])("%s says nothing of the credential", (text) => {
  expect(seen("github", text)).toBeNull();
});

test("what is told as evidence holds no text of the answer", () => {
  const failure = seen("stripe", '{"status":401,"error":{"message":"Invalid API Key provided: sk_live_123456789"}}');
  expect(JSON.stringify(failure?.evidence)).not.toContain("sk_live");
});

test("no text makes it throw or take long", () => {
  const pieces = fc.constantFrom('{"', '"}', "{", "}", "401", "error", '"', "\\", ":", "Bad credentials", "[", " ");
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 400 }), (parts) => {
      const startedMs = performance.now();
      seen("github", parts.join(""));
      expect(performance.now() - startedMs).toBeLessThan(1_000);
    }),
  );
});
