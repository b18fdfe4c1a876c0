import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { readSources, type SourceFile } from "./source-files.ts";

const OPENS = /\.(\$?transaction|recordTransaction)\(/;
/** Checks the caller, or says in a comment why anyone may. What takes no caller's `ctx` is Lanekeeper's own work. */
const CHECKS_CALLER = /\brequire[A-Z]\w*\(|\/\/ Anyone may\b/;
const TAKES_CALLER = /\bctx\b/;
/** Writes audit, or says in a comment why there is nothing to tell. */
const WRITES_AUDIT = /\b(write|insert|record)(Actions?|Events?|Transitions?)\(/;
const NOTHING_TO_TELL = /\/\/ No audit: /;

const files = readSources("lib/pipeline", "lib/auth");
const byPath = new Map(files.map((file) => [file.path, file]));

/** Whether this file writes audit, or hands its transaction to a step beside it that does. */
function writesAudit({ path, code, text }: SourceFile, seen = new Set<string>()): boolean {
  if (WRITES_AUDIT.test(code) || NOTHING_TO_TELL.test(text)) return true;
  seen.add(path);
  return [...code.matchAll(/from "(\.[^"]+)"/g)]
    .map(([, target = ""]) => join(dirname(path), target))
    .some((target) => {
      const file = byPath.get(target);
      return file !== undefined && !seen.has(target) && writesAudit(file, seen);
    });
}

it("every verb that opens a transaction checks who acts and writes audit", () => {
  const verbs = files.filter(({ code }) => OPENS.test(code));
  expect(verbs.length).toBeGreaterThan(0);
  const offenders = verbs.flatMap((verb) => [
    ...(TAKES_CALLER.test(verb.code) && !CHECKS_CALLER.test(verb.text) ? [`${verb.path} does not check who acts`] : []),
    ...(writesAudit(verb) ? [] : [`${verb.path} writes no audit`]),
  ]);
  expect(offenders).toEqual([]);
});
