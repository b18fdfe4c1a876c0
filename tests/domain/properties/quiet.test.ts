import fc from "fast-check";
import { expect, test } from "vitest";
import { fold, foldAll } from "#lib/domain/lane/fold.ts";
import { holdsFailure, isSuccess } from "#lib/domain/lane/may-change-view.ts";
import { own } from "#lib/domain/lane/own.ts";
import { EMPTY_LANE } from "#lib/domain/lane/state.ts";
import { view } from "#lib/domain/lane/view.ts";
import { company, facts, now } from "#tests/domain/support/arbitrary.ts";

test("a success changes nothing of a view where its boot is known and holds no failure", () => {
  let tried = 0;
  fc.assert(
    fc.property(facts, facts, company, now, (before, more, present, moment) => {
      const state = foldAll(EMPTY_LANE, before);
      const quiet = more.filter(({ boot, body }) => {
        const held = boot === null ? undefined : own(state.boots, boot);
        return isSuccess(body) && held !== undefined && !holdsFailure(held);
      });
      tried += quiet.length;
      const seen = view({ ...present, state }, moment);
      for (const fact of quiet) expect(view({ ...present, state: fold(state, fact) }, moment)).toEqual(seen);
    }),
    { numRuns: 1_000 },
  );
  expect(tried).toBeGreaterThan(100);
});
