import { describe, expect, test } from "vitest";
import { evidenceOf } from "#lib/mcp/classify/evidence-of.ts";
import type { ProviderResponse } from "#lib/mcp/classify/types.ts";

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

  test.each<[string, unknown, Record<string, string>, object]>([
    [
      "Stripe's",
      { error: { type: "invalid_request_error", code: "api_key_expired" } },
      { "Request-Id": "req_9x1ab" },
      { provider_code: "api_key_expired", request_id: "req_9x1ab" },
    ],
    [
      "Stripe's, without a code",
      { error: { type: "invalid_request_error", message: `Invalid API Key provided: ${secret}` } },
      {},
      { provider_code: "Invalid API Key provided" },
    ],
    [
      "Slack's",
      { ok: false, error: "token_revoked" },
      { "x-slack-req-id": "8f2c41d0a7b35e68" },
      { provider_code: "token_revoked", request_id: "8f2c41d0a7b35e68" },
    ],
    ["Google's", { error: { code: 401, status: "UNAUTHENTICATED", details: [] } }, {}, { provider_code: "UNAUTHENTICATED" }],
    [
      "AWS's",
      "<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>",
      { "x-amz-request-id": "0A49CE4060975EAC" },
      { provider_code: "ExpiredToken", request_id: "0A49CE4060975EAC" },
    ],
    [
      "Microsoft's",
      { error: { code: "InvalidAuthenticationToken", message: "x" } },
      { "x-ms-request-id": "1740feb8-b33a" },
      { provider_code: "InvalidAuthenticationToken", request_id: "1740feb8-b33a" },
    ],
    [
      "Facebook's number",
      { error: { message: "x", type: "OAuthException", code: 190 } },
      {},
      { provider_code: "OAuthException" },
    ],
    [
      "Cloudflare's number",
      { success: false, errors: [{ code: 10000, message: "Authentication error" }] },
      { "CF-RAY": "5aca44494bf9d01c-GRU" },
      { provider_code: "10000", request_id: "5aca44494bf9d01c-GRU" },
    ],
    ["Okta's", { errorCode: "E0000011", errorSummary: "Invalid token provided" }, {}, { provider_code: "E0000011" }],
    ["a challenge's", "", { "WWW-Authenticate": 'Bearer error="invalid_token"' }, { provider_code: "invalid_token" }],
  ])("takes %s code and request id", (_whose, body, headers, kept) => {
    expect(evidenceOf(response(body, headers))).toMatchObject(kept);
  });

  test("takes no header that holds a credential", () => {
    const headers = { "x-request-id": secret, "x-oauth-scopes": `Bearer ${secret}`, "retry-after": "5" };
    expect(evidenceOf(response({}, headers))).toEqual({ status: 401, signal: "response", headers: { "retry-after": "5" } });
  });

  test("takes HubSpot's category and correlation id", () => {
    const body = { category: "INVALID_AUTHENTICATION", status: "error", correlationId: "1f0a-77" };
    expect(evidenceOf(response(body))).toMatchObject({ provider_code: "INVALID_AUTHENTICATION", request_id: "1f0a-77" });
  });
});
