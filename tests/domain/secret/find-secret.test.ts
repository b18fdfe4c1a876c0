import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findSecret } from "#lib/domain/secret/find-secret.ts";
import { SECRET_SHAPES, SHORTEST_SECRET, URL_SECRET } from "#lib/domain/secret/shapes.ts";
import { CREDENTIALS, SAMPLE_CREDENTIAL } from "#tests/domain/support/credentials.ts";
import { INNOCENT } from "./innocent.ts";

const credentials = Object.entries(CREDENTIALS);

describe("finds", () => {
  test.each(credentials)("%s, alone and within other text", (_, credential) => {
    expect(findSecret({ detail: credential })).toBe("detail");
    expect(findSecret({ detail: `the provider echoed "${credential}" back` })).toBe("detail");
  });

  test.each([
    ["after an escaped line break", String.raw`bad request\n${SAMPLE_CREDENTIAL}`],
    ["after a sign that a form escapes", `key%3D${SAMPLE_CREDENTIAL}`],
  ])("a credential %s", (_, detail) => expect(findSecret({ detail })).toBe("detail"));
});

test("no shape is met by what is shorter than the shortest secret, but an address with a password", () => {
  const texts = fc.oneof(
    fc.constantFrom(...credentials.map(([, credential]) => credential)).map((text) => text.slice(0, SHORTEST_SECRET - 1)),
    fc.string({ maxLength: SHORTEST_SECRET - 1 }),
  );
  fc.assert(fc.property(texts, (text) => text.includes(URL_SECRET) || !SECRET_SHAPES.test(text)));
  expect(findSecret("://:p@")).toBe("");
});

describe("lets pass", () => {
  test.each(INNOCENT)("%s", (text) => expect(findSecret({ data: { detail: text, list: [text] } })).toBeNull());
});

describe("by the name of its field", () => {
  test.each([
    "token",
    "access_token",
    "accessToken",
    "refresh-token",
    "id_token",
    "session_token",
    "X-Auth-Token",
    "X-Vault-Token",
    "X-Amz-Security-Token",
    "X-Shopify-Access-Token",
    "PRIVATE-TOKEN",
    "api_key",
    "apiKey",
    "X-API-Key",
    "x-goog-api-key",
    "secret",
    "client_secret",
    "webhook_secret",
    "secret_access_key",
    "private_key",
    "password",
    "passphrase",
    "Authorization",
    "Proxy-Authorization",
    "Cookie",
    "Set-Cookie",
    "credential",
  ])("refuses %s, whatever it holds", (name) => {
    expect(findSecret({ data: { [name]: "opaque" } })).toBe(`data.${name}`);
    expect(findSecret({ data: { [name]: ["opaque"] } })).toBe(`data.${name}`);
  });

  test.each([
    "provider_code",
    "needed_scopes",
    "fingerprint",
    "reference",
    "token_type",
    "token_endpoint",
    "next_page_token",
    "secret_name",
    "secret_version",
    "key_id",
    "idempotency_key",
    "password_policy",
    "credential_kind",
    "x-request-id",
    "x-oauth-scopes",
    "www-authenticate",
    "author",
    "cookie_policy",
  ])("takes %s", (name) => expect(findSecret({ data: { [name]: "opaque" } })).toBeNull());

  test.each<[name: string, value: unknown]>([
    ["nothing", ""],
    ["null", null],
    ["a flag", true],
    ["a count", 4],
    ["an empty list", []],
    ["an object of its own", { reference: "kv/mcp/stripe" }],
  ])("takes a token that is %s", (_, token) => expect(findSecret({ token })).toBeNull());
});

describe("says where", () => {
  test.each<[path: string, value: unknown]>([
    ["", SAMPLE_CREDENTIAL],
    ["data.evidence.headers.authorization", { data: { evidence: { headers: { authorization: "opaque" } } } }],
    ["data.store.reference", { data: { store: { type: "vault", reference: SAMPLE_CREDENTIAL } } }],
    ["data.scopes.1", { data: { scopes: ["repo", SAMPLE_CREDENTIAL] } }],
    ["a field name", { [SAMPLE_CREDENTIAL]: 1 }],
    ["data.headers (a field name)", { data: { headers: { [SAMPLE_CREDENTIAL]: "x" } } }],
  ])("%s", (path, value) => expect(findSecret(value)).toBe(path));

  test("nothing of a value that is no text", () => {
    for (const value of [null, undefined, 4, true, 4n]) expect(findSecret(value)).toBeNull();
  });

  test("never the credential, wherever it stands", () => {
    const place = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(place, fc.constantFrom(...credentials), fc.boolean(), (names, [, credential], asName) => {
        const held: unknown = asName ? { [credential]: "x" } : credential;
        const found = findSecret(names.reduceRight((inner, name) => ({ [name]: inner }), held));
        expect(found).not.toBeNull();
        expect(found).not.toContain(credential);
      }),
    );
  });
});

describe("takes its time only once over a text of the largest size", () => {
  const SIZE = 1_000_000;
  test.each(["a", "a+", "a:", "://", "sk-", "eyJaaaaaaaa-", "eyJaaaaaaaa.", "Bearer ", "bearer a", "password=", "-----BEGIN A"])(
    "of nothing but %s",
    (piece) => {
      const startedAt = performance.now();
      findSecret(piece.repeat(SIZE / piece.length));
      expect(performance.now() - startedAt).toBeLessThan(5_000);
    },
  );
});
