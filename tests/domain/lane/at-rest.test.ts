import { describe, expect, test } from "vitest";
import { findRest, NEWEST_GENERATIONS } from "#lib/domain/lane/at-rest.ts";
import type { Fact } from "#lib/domain/lane/fact.ts";
import { foldAll } from "#lib/domain/lane/fold.ts";
import { EMPTY_LANE } from "#lib/domain/lane/state.ts";
import { at, fact, loaded, proposed, revoked, unclassified, unnamed } from "#tests/domain/support/facts.ts";

const HOURS = NEWEST_GENERATIONS + 10;
/** One replica loads a generation every hour. */
const rotating: readonly Fact[] = Array.from({ length: HOURS }, (_, index) =>
  fact("web1", index * 3_600, loaded(index + 1, { scopes: ["issues:write"] })),
);
const LATER = at(HOURS * 3_600 + 1);

const restOf = (facts: readonly Fact[], mentioned: readonly number[] = [], before = LATER) =>
  findRest(foldAll(EMPTY_LANE, facts), { mentioned, before });

const OLD = Array.from({ length: HOURS - NEWEST_GENERATIONS }, (_, index) => index + 1);
const oldBut = (...numbers: number[]) => OLD.filter((number) => !numbers.includes(number));

test("of many generations all but the newest rest, and so does what their replica told of them", () => {
  const { numbers, boots } = restOf(rotating);
  expect(numbers).toEqual(OLD);
  expect(Object.keys(boots.web1?.grants ?? {})).toHaveLength(NEWEST_GENERATIONS);
});

test("few generations never rest, however old", () => {
  expect(restOf(rotating.slice(0, NEWEST_GENERATIONS))).toEqual({ numbers: [], boots: {} });
});

describe("does not rest", () => {
  test.each<[string, readonly Fact[], readonly number[]]>([
    ["what a replica still serves, and what came before it", [fact("web2", 7_200, loaded(4))], [4, 3]],
    ["what a boot that has left served last", [fact("gone", 0, loaded(1))], [1]],
    ["a number that is served without a fingerprint", [fact("web2", 7_200, loaded(unnamed(4)))], [4, 3]],
    [
      "what an operator overruled a verdict on",
      [fact(null, 9, { type: "overruled", generation: { number: 2, fingerprint: "2".repeat(16) }, verdictIds: ["1"] })],
      [2],
    ],
    ["what a failure that a replica still remembers names", [fact("web1", 10, unclassified(5))], [5]],
    ["what something was told of lately", [fact("web2", HOURS * 3_600 + 2, revoked(6), null)], [6]],
  ])("%s", (_, more, kept) => {
    expect(restOf([...rotating, ...more]).numbers).toEqual(oldBut(...kept));
  });

  test("what an open alert or a rotation names", () => {
    expect(restOf(rotating, [3, 7]).numbers).toEqual(oldBut(3, 7));
  });

  test("a generation that was served last, behind candidates that nobody ever served", () => {
    const candidates = Array.from({ length: HOURS }, (_, index) => fact("web1", index, proposed(100 + index), null));
    expect(restOf([...rotating, ...candidates]).numbers).not.toContain(HOURS);
  });
});
