import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { grantedExpiry } from "#lib/mcp/classify/expiry/granted-expiry.ts";
import { jwtExpiry } from "#lib/mcp/classify/expiry/jwt-expiry.ts";
import { readDate } from "#lib/mcp/classify/expiry/read-date.ts";
import { refreshTokenExpiry } from "#lib/mcp/classify/expiry/refresh-token-expiry.ts";

const AT = "2026-11-22T03:00:00.000Z";
const AT_S = Date.parse(AT) / 1_000;
const jwt = (payload: unknown): string =>
  ["eyJhbGciOiJub25lIn0", Buffer.from(JSON.stringify(payload)).toString("base64url"), "c2ln"].join(".");

describe("a date", () => {
  test.each([
    ["RFC 3339", AT],
    ["RFC 3339 with an offset", "2026-11-22T04:30:00+01:30"],
    ["RFC 3339 with an offset and no colon", "2026-11-22T04:30:00+0130"],
    ["RFC 3339 without seconds", "2026-11-22T03:00Z"],
    ["GitHub's", "2026-11-22 03:00:00 UTC"],
    ["GitHub's with an offset", "2026-11-22 08:00:00 +0500"],
    ["HTTP's", "Sun, 22 Nov 2026 03:00:00 GMT"],
    ["an epoch in seconds", AT_S],
    ["an epoch in seconds, as text", String(AT_S)],
    ["an epoch in milliseconds", AT_S * 1_000],
  ])("%s", (_form, value) => expect(readDate(value)?.toISOString()).toBe(AT));

  test.each([
    undefined,
    null,
    "",
    "never",
    "tomorrow",
    "2026-11-22",
    "2026-11-22T03:00:00",
    3600,
    "1800",
    -1,
    Number.NaN,
    "2026-13-40T00:00:00Z",
  ])("%s is none", (value) => expect(readDate(value)).toBeNull());
  test("anything may be asked", () => fc.assert(fc.property(fc.anything(), (value) => void readDate(value))));
});

describe("a web token", () => {
  test("tells its end", () => expect(jwtExpiry(jwt({ exp: AT_S, sub: "a" }))?.toISOString()).toBe(AT));
  test.each([
    ["without an end", jwt({ sub: "a" })],
    ["with an end that is no number", jwt({ exp: "soon" })],
    ["of GitHub's installations, which is opaque", `ghs_123_${jwt({ exp: AT_S })}`],
    ["that is a list", jwt([1])],
    ["that is no JSON", "abc.!!!.def"],
    ["in two parts", "abc.def"],
    ["a key", "sk_live_000000000000000000000000"],
    ["very long", jwt({ exp: AT_S, pad: "x".repeat(20_000) })],
  ])("%s tells none", (_which, token) => expect(jwtExpiry(token)).toBeNull());
  test("any text may be asked", () => fc.assert(fc.property(fc.string(), (text) => void jwtExpiry(text))));
});

describe("a refresh token", () => {
  const grantedAt = new Date("2026-11-22T02:00:00Z");
  test.each(["refresh_token_expires_in", "x_refresh_token_expires_in", "refresh_expires_in"])("ends by %s", (field) => {
    expect(refreshTokenExpiry({ [field]: 3600 }, grantedAt)?.toISOString()).toBe(AT);
    expect(refreshTokenExpiry({ [field]: "3600" }, grantedAt)?.toISOString()).toBe(AT);
  });
  test("has no known end where nothing is said, or none is meant", () => {
    expect(refreshTokenExpiry({ expires_in: 3600 }, grantedAt)).toBeNull();
    expect(refreshTokenExpiry({ refresh_expires_in: 0 }, grantedAt)).toBeNull();
  });
});

describe("a grant", () => {
  const grantedAt = new Date("2026-11-22T02:00:00Z");
  test.each<[string, Record<string, unknown>]>([
    ["a life in seconds", { expires_in: 3600 }],
    ["a life as text", { expires_in: "3600" }],
    ["a life before an instant", { expires_in: 3600, expires_at: "2027-01-01T00:00:00Z" }],
    ["an instant", { expires_at: AT }],
    ["an instant as epoch", { expires_at: AT_S }],
    ["an instant as text, as Azure has it", { expires_on: String(AT_S) }],
    ["the token's own word", { access_token: jwt({ exp: AT_S }) }],
  ])("ends by %s", (_how, body) => expect(grantedExpiry(body, grantedAt)?.toISOString()).toBe(AT));
  test.each<[string, Record<string, unknown>]>([
    ["nothing", { access_token: "opaque" }],
    ["no life", { expires_in: 0 }],
    ["an empty life", { expires_in: "" }],
    ["a life that is no number", { expires_in: "soon" }],
    ["a life beyond time", { expires_in: 1e300 }],
    ["a list", { expires_in: [3600] }],
  ])("has no known end by %s", (_how, body) => expect(grantedExpiry(body, grantedAt)).toBeNull());
});
