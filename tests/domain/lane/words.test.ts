import { expect, it } from "vitest";
import { inWords } from "#lib/domain/lane/words.ts";

it.each([
  ["a known code becomes a clause", "worked_before", "refused although it worked before and should still live"],
  ["another code becomes words", "token_revoked", "token revoked"],
  ["a sentence stays", "Revoked by mara@acme.example", "Revoked by mara@acme.example"],
  ["a code of the provider stays", "EXPIRED_AUTHENTICATION", "EXPIRED_AUTHENTICATION"],
  ["a name of every object stays a word", "constructor", "constructor"],
  ["nothing stays nothing", null, null],
])("%s", (_name, reason, words) => {
  expect(inWords(reason)).toBe(words);
});
