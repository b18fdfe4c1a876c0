import fc from "fast-check";
import { expect, test } from "vitest";
import { foldAll } from "#lib/domain/lane/fold.ts";
import { standingVerdicts } from "#lib/domain/lane/generation.ts";
import { EMPTY_LANE, type LaneState } from "#lib/domain/lane/state.ts";
import { view } from "#lib/domain/lane/view.ts";
import { company, facts, factsOfNobody, now, unruledFacts } from "#tests/domain/support/arbitrary.ts";
import { fact, loaded } from "#tests/domain/support/facts.ts";

const stored = (state: LaneState): LaneState => JSON.parse(JSON.stringify(state));

test("a state survives its way through JSON, and folds on from there", () => {
  fc.assert(
    fc.property(facts, facts, company, now, (told, later, present, moment) => {
      const state = foldAll(EMPTY_LANE, told);
      expect(stored(state)).toEqual(state);
      expect(view({ state: stored(state), ...present }, moment)).toEqual(view({ state, ...present }, moment));
      expect(foldAll(stored(state), later)).toEqual(foldAll(state, later));
    }),
    { numRuns: 300 },
  );
});

test("a verdict never vanishes without an overrule that names it", () => {
  fc.assert(
    fc.property(facts, unruledFacts, (told, later) => {
      const before = foldAll(EMPTY_LANE, told);
      const after = foldAll(before, later);
      for (const generation of Object.values(before.generations)) {
        for (const kind of ["expired", "revoked"] as const) {
          const stood = standingVerdicts(before, generation, kind)[0];
          if (!stood) continue;
          const stands = standingVerdicts(after, generation, kind)[0];
          expect(stands).toBeDefined();
          if (stood.certainty === "confirmed") expect(stands?.certainty).toBe("confirmed");
        }
      }
    }),
    { numRuns: 500 },
  );
});

test("facts about a generation that nobody serves change nothing of what is seen", () => {
  fc.assert(
    fc.property(facts, factsOfNobody, company, now, (told, foreign, present, moment) => {
      const state = foldAll(EMPTY_LANE, [fact("web1", 0, loaded(3)), ...told]);
      const seen = view({ state, ...present }, moment);
      expect(view({ state: foldAll(state, foreign), ...present }, moment)).toEqual(seen);
    }),
    { numRuns: 300 },
  );
});
