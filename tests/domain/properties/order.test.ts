import fc from "fast-check";
import { expect, test } from "vitest";
import type { Fact } from "#lib/domain/lane/fact.ts";
import { foldAll } from "#lib/domain/lane/fold.ts";
import { EMPTY_LANE } from "#lib/domain/lane/state.ts";
import { view } from "#lib/domain/lane/view.ts";
import { clumsyFacts, company, facts, now } from "#tests/domain/support/arbitrary.ts";

/** The same facts in another order, some of them twice. */
const retell = (facts: fc.Arbitrary<Fact[]>) =>
  facts.chain((told) =>
    fc.record({
      told: fc.constant(told),
      again: fc
        .tuple(fc.shuffledSubarray(told, { minLength: told.length }), fc.shuffledSubarray(told))
        .chain(([all, twice]) => fc.shuffledSubarray([...all, ...twice], { minLength: all.length + twice.length })),
    }),
  );
const retold = fc.oneof(retell(facts), retell(clumsyFacts));

test("any order and any duplication give the same state", () => {
  fc.assert(
    fc.property(retold, ({ told, again }) => {
      expect(foldAll(EMPTY_LANE, again)).toEqual(foldAll(EMPTY_LANE, told));
    }),
    { numRuns: 2_000 },
  );
});

test("any order and any duplication give the same view at any moment in any company", () => {
  fc.assert(
    fc.property(retold, company, now, ({ told, again }, present, moment) => {
      const seen = view({ state: foldAll(EMPTY_LANE, told), ...present }, moment);
      expect(view({ state: foldAll(EMPTY_LANE, again), ...present }, moment)).toEqual(seen);
    }),
    { numRuns: 2_000 },
  );
});
