import { expect, test } from "vitest";
import { knownEnd } from "#lib/mcp/lane/read-generation.ts";

const AT = Date.parse("2026-11-22T03:00:00Z");
const DECLARED = new Date("2027-01-01T00:00:00Z");
const webToken = `e30.${Buffer.from(JSON.stringify({ exp: AT / 1_000 })).toString("base64url")}.c2ln`;

test("a token that carries its own end goes before what is declared beside it", () => {
  expect(knownEnd({ secret: webToken, expiresAt: DECLARED }, false)).toEqual({ expiresAt: AT, expiresSource: "jwt" });
});

test("a grant may look like a web token, but its end is not that of its leases", () => {
  expect(knownEnd({ secret: webToken, expiresAt: DECLARED }, true)).toEqual({
    expiresAt: DECLARED.getTime(),
    expiresSource: "declared",
  });
});

test.each([
  ["declared", DECLARED, DECLARED.getTime()],
  ["declared as endless", "never" as const, "never"],
  ["unknown", undefined, null],
])("a key's end is %s", (_how, expiresAt, known) => {
  expect(knownEnd({ secret: "key-1", expiresAt }, false)).toEqual({ expiresAt: known, expiresSource: "declared" });
});
