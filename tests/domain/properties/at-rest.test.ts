import fc from "fast-check";
import { expect, test } from "vitest";
import type { Instant } from "#lib/domain/clock/instant.ts";
import { findRest, numbersNamed, type Rest } from "#lib/domain/lane/at-rest.ts";
import type { Fact, FactBody } from "#lib/domain/lane/fact.ts";
import { foldAll } from "#lib/domain/lane/fold.ts";
import { EMPTY_LANE, type LaneState } from "#lib/domain/lane/state.ts";
import { view } from "#lib/domain/lane/view.ts";
import { company, facts as fewGenerations, now } from "#tests/domain/support/arbitrary.ts";

/** A state as it is read once something of it is at rest, with what rests under `awake` read all the same. */
function without(state: LaneState, { numbers, boots }: Rest, awake: readonly number[] = []): LaneState {
  const isRead = (number: number) => !numbers.includes(number) || awake.includes(number);
  const generations = Object.entries(state.generations).filter(([, { number }]) => isRead(number));
  return { ...state, generations: Object.fromEntries(generations), boots: { ...state.boots, ...boots } };
}

/** The same facts, told of generations with other numbers. */
const renumbered = (facts: readonly Fact[], by: number): Fact[] =>
  facts.map(({ body, ...fact }) => {
    const named = "generation" in body && typeof body.generation === "object" ? body.generation : null;
    return { ...fact, body: named ? ({ ...body, generation: { ...named, number: named.number + by } } as FactBody) : body };
  });
const facts = fc.tuple(fewGenerations, fewGenerations).map(([older, newer]) => [...older, ...renumbered(newer, 3)]);

const before: fc.Arbitrary<Instant> = fc.oneof(fc.constant(Number.POSITIVE_INFINITY), now);
const rested = (state: LaneState, bound: Instant): Rest => findRest(state, { mentioned: [], before: bound, keep: 0 });

test("a lane is judged without what is at rest exactly as with it, whoever is there and whatever the time", () => {
  let resting = 0;
  fc.assert(
    fc.property(facts, company, before, now, (told, others, bound, instant) => {
      const state = foldAll(EMPTY_LANE, told);
      const rest = rested(state, bound);
      resting += rest.numbers.length + Object.keys(rest.boots).length;
      expect(view({ ...others, state: without(state, rest) }, instant)).toEqual(view({ ...others, state }, instant));
    }),
    { numRuns: 1_000 },
  );
  expect(resting).toBeGreaterThan(1_000);
});

test("what is told late of a generation at rest comes to what was known of it, as if it had never rested", () => {
  fc.assert(
    fc.property(facts, facts, before, (told, late, bound) => {
      const state = foldAll(EMPTY_LANE, told);
      const rest = rested(state, bound);
      const read = without(state, rest, numbersNamed(late));
      const woken = { ...state.generations, ...foldAll(read, late).generations };
      expect(woken).toEqual(foldAll(state, late).generations);
    }),
    { numRuns: 500 },
  );
});

test("finding rest again finds nothing more", () => {
  fc.assert(
    fc.property(facts, before, (told, bound) => {
      const state = foldAll(EMPTY_LANE, told);
      expect(rested(without(state, rested(state, bound)), bound)).toEqual({ numbers: [], boots: {} });
    }),
  );
});
