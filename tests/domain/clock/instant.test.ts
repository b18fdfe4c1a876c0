import { describe, expect, test } from "vitest";
import { type Expiry, earliestExpiry, laterExpiry } from "#lib/domain/clock/instant.ts";

describe("earliestExpiry", () => {
  test.each<[name: string, expiries: Expiry[], earliest: Expiry]>([
    ["of nothing is unknown", [], null],
    ["of unknowns is unknown", [null, null], null],
    ["never is more than unknown", [null, "never"], "never"],
    ["any instant comes before never", ["never", 7, null], 7],
    ["the smaller instant", [7, 3, 9], 3],
  ])("%s", (_, expiries, earliest) => expect(earliestExpiry(expiries)).toBe(earliest));
});

describe("laterExpiry, either way round", () => {
  test.each<[name: string, a: Expiry, b: Expiry, later: Expiry]>([
    ["the greater instant", 3, 7, 7],
    ["an instant says more than never", 3, "never", 3],
    ["never says more than nothing", "never", null, "never"],
    ["an instant says more than nothing", 3, null, 3],
    ["nothing", null, null, null],
  ])("%s", (_, a, b, later) => expect([laterExpiry(a, b), laterExpiry(b, a)]).toEqual([later, later]));
});
