import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findSecret } from "#lib/domain/secret/find-secret.ts";
import { scrubSecrets } from "#lib/mcp/stores/scrub-secrets.ts";

describe("a foreign text", () => {
  test.each([
    ["stays readable", "login failed: role mcp-reader at vault.example.com:8200 is unknown", [], null],
    ["comes in one line", "first\n\n  second\t third ", [], "first second third"],
    ["loses what is known to be secret", "token blue-horse-7 refused", ["blue-horse-7"], "token (hidden) refused"],
    ["loses it in an address, too", "GET /?key=a%2Fb%20c%2Bd failed", ["a/b c+d"], "GET /?key=(hidden) failed"],
    ["loses it in JSON, too", 'bad value "say \\"hello\\""', ['say "hello"'], 'bad value "(hidden)"'],
    [
      "loses each line of a key",
      "line MIIBVA of the key\nQx/7Zz== too",
      ["-----BEGIN\nMIIBVA\nQx/7Zz==\n"],
      "line (hidden) of the key (hidden) too",
    ],
    [
      "loses what looks like a credential",
      `with ghp_${"a1".repeat(18)} and xoxb-1234567890-abc`,
      [],
      "with (hidden) and (hidden)",
    ],
    ["loses a long jumble", "session 9f8e7d6c5b4a39281706f5e4d3c2b1a0 ended", [], "session (hidden) ended"],
    ["is all hidden where words make a credential together", "authorization: Bearer abc123DEF456ghi78", [], "(hidden)"],
  ])("%s", (_name, text, known, expected) => {
    expect(scrubSecrets(text, known)).toBe(expected ?? text);
  });
});

test("nothing that is known, and nothing that ingestion would refuse, is ever left; and it is short", () => {
  const secret = fc.string({ minLength: 8, maxLength: 60, unit: fc.constantFrom(...'abcXYZ019-_/+=.:%"\\ \n') });
  fc.assert(
    fc.property(fc.string(), secret, fc.string(), (before, known, after) => {
      fc.pre(known.trim().length >= 6 && !"(hidden)".includes(known.trim()));
      const said = scrubSecrets(`${before} ${known} ${after}`, [known]);
      expect(said).not.toContain(known.replace(/\s+/g, " ").trim());
      expect(findSecret(said)).toBeNull();
      expect(said.length).toBeLessThanOrEqual(300);
    }),
  );
});
