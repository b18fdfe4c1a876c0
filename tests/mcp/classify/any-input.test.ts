import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CERTAINTIES, OUTCOMES } from "#lib/domain/vocabulary.ts";
import { classifyAuthFailure } from "#lib/mcp/classify/classify-auth-failure.ts";
import { evidenceOf } from "#lib/mcp/classify/evidence-of.ts";
import { REASONS } from "#lib/mcp/classify/reasons.ts";
import type { AuthVerdict, Knowledge, ProviderResponse } from "#lib/mcp/classify/types.ts";
import { NOW } from "./support/table.ts";

const NAMES = [
  "github",
  "stripe",
  "hubspot",
  "slack",
  "google-drive",
  "aws",
  "microsoft",
  "facebook",
  "cloudflare",
  "never heard of",
];
const STATUSES = [200, 204, 302, 400, 401, 402, 403, 404, 409, 420, 422, 429, 498, 500, 503, Number.NaN, -1];
const HEADERS = [
  "www-authenticate",
  "Retry-After",
  "x-ratelimit-remaining",
  "X-RateLimit-Reset",
  "RateLimit",
  "Date",
  "x-github-sso",
  "x-oauth-scopes",
  "x-accepted-oauth-scopes",
];
const SECRET = "ghp_S3cr3tS3cr3tS3cr3tS3cr3tS3cr3tS3cr3t";

class Hostile {
  get error(): never {
    throw new Error("a getter of somebody else");
  }
  get body(): never {
    throw new Error("a getter of somebody else");
  }
}
const cyclic: Record<string, unknown> = { error: {} };
cyclic.error = { details: [cyclic], error: cyclic };

const anyBody = fc.oneof(
  fc.anything({ withNullPrototype: true, withDate: true, withMap: true, withTypedArray: true, withBigInt: true }),
  fc.json(),
  fc.string(),
  fc.constant(null).map(() => Object.create(new Hostile())),
  fc.constantFrom(cyclic, Buffer.from('{"error":"invalid_token"}'), new ArrayBuffer(8), "<Error><Code>", "a=b&c"),
  fc.record({ error: fc.anything(), errors: fc.anything(), code: fc.anything(), message: fc.anything(), details: fc.anything() }),
);
const anyHeaders = fc.oneof(
  fc.dictionary(fc.constantFrom(...HEADERS), fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(undefined))),
  fc.constantFrom(new Headers(), undefined, null, 7),
  fc.dictionary(fc.string(), fc.anything()),
);
const anyKnowledge = fc.oneof(
  fc.record({
    now: fc.oneof(fc.date({ noInvalidDate: false }), fc.constant(NOW)),
    expiresAt: fc.oneof(fc.date({ noInvalidDate: false }), fc.constantFrom("never", null, undefined)),
    succeededBefore: fc.option(fc.boolean(), { nil: undefined }),
    ageS: fc.option(fc.double(), { nil: undefined }),
  }),
  fc.constantFrom(null, undefined, {}),
);
const anyAnswer = fc.record({
  provider: fc.oneof(fc.constantFrom(...NAMES), fc.string(), fc.anything()),
  endpoint: fc.constantFrom("api", "token", undefined),
  status: fc.oneof(fc.constantFrom(...STATUSES), fc.anything()),
  headers: anyHeaders,
  body: anyBody,
});

function expectVerdict(verdict: AuthVerdict | null): void {
  if (verdict === null) return;
  expect(OUTCOMES).toContain(verdict.outcome);
  expect(CERTAINTIES).toContain(verdict.certainty);
  if (verdict.reason !== undefined) expect(REASONS).toContain(verdict.reason);
  if (verdict.retryAfterS !== undefined) expect(verdict.retryAfterS).toBeGreaterThanOrEqual(0);
}

describe("any input", () => {
  test("never throws, and says nothing outside its lists", () => {
    fc.assert(
      fc.property(anyAnswer, anyKnowledge, (answer, knowledge) => {
        expectVerdict(classifyAuthFailure(answer as ProviderResponse, knowledge as Knowledge));
      }),
      { numRuns: 3_000 },
    );
  });

  test.each([null, undefined, 7, "401"])("an answer that is none: %s", (answer) => {
    expect(classifyAuthFailure(answer as never, { now: NOW })).toBeNull();
  });
  test("an answer that throws when it is read", () => {
    expect(classifyAuthFailure(new Hostile() as never, { now: NOW })).toBeNull();
  });

  test("the same question has the same answer", () => {
    fc.assert(
      fc.property(anyAnswer, anyKnowledge, (answer, knowledge) => {
        const ask = () => classifyAuthFailure(answer as ProviderResponse, knowledge as Knowledge);
        expect(ask()).toEqual(ask());
      }),
    );
  });

  test.each([
    ["one character", "x".repeat(5_000_000)],
    ["words that a rule looks for", "expired or ".repeat(400_000)],
    ["the start of a list of scopes", `missing scopes: ${"a, ".repeat(1_000_000)}`],
    ["quotes", `WWW-Authenticate: Bearer error="${'"'.repeat(1_000_000)}`],
    ["brackets", "[".repeat(1_000_000)],
    ["markup", `<Error>${"<Code>".repeat(500_000)}`],
    ["a form", `a=${"b&".repeat(1_000_000)}`],
  ])("a huge body of %s is answered at once", (_of, text) => {
    const startedAt = performance.now();
    for (const body of [text, { message: text }, { error: { details: [{ reason: text }] } }]) {
      for (const status of [400, 401, 403, 429]) {
        for (const headers of [{}, { "www-authenticate": text }]) {
          classifyAuthFailure({ provider: "example", endpoint: "api", status, headers, body }, { now: NOW });
        }
      }
    }
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe("what an answer echoes", () => {
  const planted = fc.constantFrom(
    SECRET,
    `Invalid API Key provided: ${SECRET}`,
    `missing scopes: ${SECRET}`,
    `Bearer ${SECRET}`,
    `scope=${SECRET}`,
  );
  const fields = [
    "message",
    "error",
    "code",
    "scope",
    "needed",
    "required_scope",
    "detail",
    "category",
    "status",
    "id",
    "reason",
    "type",
    "error_description",
  ];
  const echo = fc.dictionary(
    fc.constantFrom(...fields),
    fc.oneof(planted, fc.constantFrom("insufficient_scope", "missing_scope", "MISSING_SCOPES")),
  );

  const missing = planted.map((scope) => ({ category: "MISSING_SCOPES", errors: [{ context: { requiredScopes: [scope] } }] }));

  test("never lands in a verdict or in its evidence", () => {
    const answers = fc.record({
      provider: fc.constantFrom(...NAMES),
      status: fc.constantFrom(200, 400, 401, 403, 429),
      body: fc.oneof(echo, fc.record({ error: echo }), fc.record({ errors: fc.array(echo) }), missing, planted),
      header: fc.constantFrom("x-request-id", "request-id", "cf-ray", "retry-after", "authorization", "x-oauth-scopes", "date"),
    });
    fc.assert(
      fc.property(answers, ({ provider, status, body, header }) => {
        const response: ProviderResponse = { provider, endpoint: "api", status, headers: { [header]: SECRET }, body };
        expect(JSON.stringify([classifyAuthFailure(response, { now: NOW }), evidenceOf(response)])).not.toContain("S3cr3t");
      }),
      { numRuns: 2_000 },
    );
  });
});
