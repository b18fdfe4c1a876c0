import fc from "fast-check";
import { expect, test } from "vitest";
import { foldAll } from "#lib/domain/lane/fold.ts";
import type { LaneInput } from "#lib/domain/lane/scene.ts";
import { EMPTY_LANE } from "#lib/domain/lane/state.ts";
import { view } from "#lib/domain/lane/view.ts";
import { CONDITIONS } from "#lib/domain/vocabulary.ts";
import { company, facts, now } from "#tests/domain/support/arbitrary.ts";
import { DAY } from "#tests/domain/support/facts.ts";

const input: fc.Arbitrary<LaneInput> = fc
  .tuple(facts, company)
  .map(([told, present]) => ({ state: foldAll(EMPTY_LANE, told), ...present }));

test("conditions come once each, in their precedence; health is the first of them", () => {
  fc.assert(
    fc.property(input, now, (lane, moment) => {
      const { findings, health } = view(lane, moment);
      const conditions = findings.map(({ condition }) => condition);
      expect(conditions).toEqual(CONDITIONS.filter((condition) => conditions.includes(condition)));
      expect(health).toBe(conditions[0] ?? null);
      if (conditions.includes("healthy")) expect(conditions).toEqual(["healthy"]);
    }),
    { numRuns: 500 },
  );
});

test("healthy is only said of a live lane that serves something", () => {
  fc.assert(
    fc.property(input, now, (lane, moment) => {
      const { health, freshness, served } = view(lane, moment);
      if (health === "healthy") expect([freshness, served !== null]).toEqual(["live", true]);
    }),
    { numRuns: 500 },
  );
});

/** Everything a view says but its own next deadline. */
const seenAt = (lane: LaneInput, moment: number) => ({ ...view(lane, moment), nextDeadlineAt: null });

test("nothing of a view changes before its next deadline", () => {
  fc.assert(
    fc.property(input, now, fc.double({ min: 0, max: 1, noNaN: true }), (lane, moment, share) => {
      const until = view(lane, moment).nextDeadlineAt ?? moment + 500 * DAY;
      const last = Math.max(moment, Math.ceil(until) - 1);
      const seen = seenAt(lane, moment);
      expect(until).toBeGreaterThan(moment);
      expect(seenAt(lane, Math.floor(moment + share * (last - moment)))).toEqual(seen);
      expect(seenAt(lane, last)).toEqual(seen);
    }),
    { numRuns: 1_000 },
  );
});

test("walking from deadline to deadline comes to an end", () => {
  fc.assert(
    fc.property(input, now, (lane, moment) => {
      let steps = 0;
      for (let next = view(lane, moment).nextDeadlineAt; next !== null; next = view(lane, next).nextDeadlineAt) {
        steps += 1;
        expect(steps).toBeLessThan(100);
      }
    }),
    { numRuns: 200 },
  );
});
