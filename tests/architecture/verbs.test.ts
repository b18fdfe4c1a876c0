import { expect, it } from "vitest";
import { readSources } from "./source-files.ts";

const OPENS = /\.\$?transaction\(/;
/** Checks the caller, acts as Lanekeeper itself, or says in a comment why anyone may. */
const KNOWS_WHO = /\brequire[A-Z]\w*\(|\bSYSTEM\b|\/\/ Anyone may\b/;
const WRITES_AUDIT = /\b(write|insert|record)(Actions?|Events?|Transitions?)\(/;

it("every verb that opens a transaction checks who acts and writes audit", () => {
  const offenders = readSources("lib/pipeline", "lib/auth")
    .filter(({ code }) => OPENS.test(code))
    .flatMap(({ path, code, text }) => [
      ...(KNOWS_WHO.test(text) ? [] : [`${path} does not check who acts`]),
      ...(WRITES_AUDIT.test(code) ? [] : [`${path} writes no audit`]),
    ]);
  expect(offenders).toEqual([]);
});
