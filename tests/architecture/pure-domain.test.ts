import { expect, it } from "vitest";
import { readSources } from "./source-files.ts";

const IMPURE =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bfetch\(|\bperformance\.now\b|\bcrypto\b|\bset(Timeout|Interval|Immediate)\b/;

it("the domain has no clock, no chance and no network", () => {
  const offenders = readSources("lib/domain").flatMap(({ path, code }) => {
    const found = IMPURE.exec(code);
    return found === null ? [] : [`${path}: ${found[0]}`];
  });
  expect(offenders).toEqual([]);
});
