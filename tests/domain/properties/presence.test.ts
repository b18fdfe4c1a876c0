import fc from "fast-check";
import { expect, test } from "vitest";
import { foldAll } from "#lib/domain/lane/fold.ts";
import { hasLeft, lastReportAt } from "#lib/domain/lane/presence.ts";
import type { LaneInput } from "#lib/domain/lane/scene.ts";
import { EMPTY_LANE } from "#lib/domain/lane/state.ts";
import { view } from "#lib/domain/lane/view.ts";
import { company, facts, now } from "#tests/domain/support/arbitrary.ts";

/** The lane once a boot's rows are deleted, and only the moment it was last heard is kept. */
function forget(lane: LaneInput, name: string): LaneInput {
  const { [name]: left, ...replicas } = lane.replicas;
  const { [name]: _, ...boots } = lane.state.boots;
  const leftAt = left ? Math.max(lane.leftAt ?? left.lastReportAt, left.lastReportAt) : (lane.leftAt ?? null);
  return { ...lane, replicas, leftAt, state: { ...lane.state, boots } };
}

/** Boots that count no more as things stand. */
function departed(lane: LaneInput): string[] {
  const heardAt = lastReportAt(lane);
  return heardAt === null ? [] : Object.keys(lane.replicas).filter((name) => hasLeft(lane.replicas[name] ?? never, heardAt));
}
const never = { startedAt: 0, lastReportAt: 0, stopped: false, heartbeatMs: Number.POSITIVE_INFINITY };

test("forgetting boots that have left changes nothing of a view, whichever go first and however many", () => {
  fc.assert(
    fc.property(facts, company, now, fc.array(fc.nat(), { maxLength: 4 }), (told, present, moment, picks) => {
      let lane: LaneInput = { state: foldAll(EMPTY_LANE, told), ...present };
      const from = Math.max(moment, lastReportAt(lane) ?? moment);
      const seen = view(lane, from);
      for (const pick of picks) {
        const left = departed(lane);
        const name = left[pick % Math.max(1, left.length)];
        if (name !== undefined) lane = forget(lane, name);
        expect(view(lane, from)).toEqual(seen);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("a boot that has left once has left for good, unless it is heard again", () => {
  fc.assert(
    fc.property(company, now, ({ replicas }, later) => {
      const heardAt = lastReportAt({ replicas });
      for (const replica of Object.values(replicas)) {
        if (heardAt !== null && hasLeft(replica, heardAt)) expect(hasLeft(replica, Math.max(heardAt, later))).toBe(true);
      }
    }),
  );
});
