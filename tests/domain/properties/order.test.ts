import fc from "fast-check";
import { expect, test } from "vitest";
import type { Fact } from "#lib/domain/lane/fact.ts";
import { foldAll } from "#lib/domain/lane/fold.ts";
import { type Heard, hear, type SignOfLife } from "#lib/domain/lane/hear.ts";
import { compareStamps, compareText, stampKey } from "#lib/domain/lane/stamp.ts";
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

const sign: fc.Arbitrary<SignOfLife> = fc
  .record({
    sequence: fc.option(fc.nat({ max: 20 }).map(String)),
    at: fc.nat({ max: 200_000 }),
    id: fc.constantFrom("a", "b", "c"),
    delayMs: fc.constantFrom(0, 20, 100_000),
    isHeartbeat: fc.boolean(),
    stopped: fc.boolean(),
  })
  // What an event says is as fixed as its stamp.
  .map(({ sequence, at, id, delayMs, ...rest }) => ({
    stamp: { sequence, at, id },
    receivedAt: at + delayMs,
    heartbeatS: (Number(sequence ?? 0) * 7 + at + id.charCodeAt(0)) % 3 === 0 ? null : 1 + ((at + Number(sequence ?? 0)) % 60),
    ...rest,
  }));
const told = (signs: readonly SignOfLife[]) => signs.reduce<Heard | null>(hear, null);

test("any order and any duplication of what a replica sends tell the same of when it was there, and how often it reports", () => {
  const retoldSigns = fc
    .array(sign, { minLength: 1, maxLength: 12 })
    .chain((signs) => fc.tuple(fc.constant(signs), fc.shuffledSubarray([...signs, ...signs], { minLength: 2 * signs.length })));
  fc.assert(
    fc.property(retoldSigns, ([signs, again]) => {
      expect(told(again)).toEqual(told(signs));
    }),
    { numRuns: 2_000 },
  );
});

test("whatever a boot said before it ended, heard late, leaves it as dead as it was", () => {
  fc.assert(
    fc.property(fc.array(sign, { minLength: 1 }), fc.nat({ max: 10_000_000 }), (signs, laterMs) => {
      const heard = told(signs);
      const late = signs.map((one) => ({
        ...one,
        isHeartbeat: false,
        heartbeatS: null,
        stopped: false,
        receivedAt: laterMs + 400_000,
      }));
      const lastSent = Math.max(...signs.map(({ stamp }) => stamp.at));
      const again = late.reduce<Heard | null>(hear, heard);
      expect(again?.at).toBe(Math.max(heard?.at ?? 0, lastSent));
      expect([again?.stopped, again?.heartbeat]).toEqual([heard?.stopped, heard?.heartbeat]);
    }),
  );
});

test("a stamp's key sorts as the stamp does", () => {
  const stamp = sign.map((one) => one.stamp);
  fc.assert(
    fc.property(stamp, stamp, (a, b) => {
      expect(Math.sign(compareText(stampKey(a), stampKey(b)))).toBe(Math.sign(compareStamps(a, b)));
    }),
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
