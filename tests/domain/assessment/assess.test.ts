import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Assessment, assess, type Standing } from "#lib/domain/assessment/assess.ts";
import { ACTIVE, type Desired } from "#lib/domain/lane/control.ts";
import type { Fact } from "#lib/domain/lane/fact.ts";
import { foldAll } from "#lib/domain/lane/fold.ts";
import { EMPTY_LANE } from "#lib/domain/lane/state.ts";
import { facts as anyFacts, now as anyMoment, company } from "#tests/domain/support/arbitrary.ts";
import {
  at,
  expired,
  fact,
  laneRetired,
  loaded,
  overruled,
  preflightPassed,
  preflightRefused,
  refreshed,
  refreshFailed,
  revoked,
} from "#tests/domain/support/facts.ts";
import { type Circumstances, lane } from "#tests/domain/support/lane.ts";

const on3 = fact("web1", 1, loaded(3));
const on4 = fact("web1", 100, loaded(4));
const confirmed = fact("web1", 10, revoked(3, { certainty: "confirmed" }));
const failing = (second: number, attempt = 2): Fact => fact("web1", second, refreshFailed(3, { attempt }));
const silent = { lastHeard: { web1: 1 } };

interface Look extends Circumstances {
  previous?: Standing | null;
  desired?: Partial<Desired>;
}
function look(facts: readonly Fact[], second: number, { previous = null, desired, ...circumstances }: Look = {}): Assessment {
  return assess(previous, lane(facts, second, circumstances), { ...ACTIVE, ...desired }, [], at(second));
}
const standing = (facts: readonly Fact[], second: number, given?: Look): Standing => look(facts, second, given).standing;
const since = ({ standing: { findings } }: Assessment) => findings.map((finding) => `${finding.condition} ${finding.since}`);

describe("since when", () => {
  test("a condition is kept from its beginning, though only the last failure is remembered", () => {
    const previous = standing([on3, failing(10)], 20);
    const now = look([on3, failing(10), failing(30, 3)], 40, { previous });
    expect(since(now)).toEqual([`refresh_failing ${at(10)}`]);
    expect(now.standing.healthSince).toBe(at(10));
    expect(now.view.findings).toEqual(now.standing.findings);
  });
  test("it begins again after it was gone", () => {
    const healed = [on3, failing(10), fact("web1", 20, refreshed(3))];
    const previous = standing(healed, 25, { previous: standing([on3, failing(10)], 15) });
    expect(since(look([...healed, failing(30)], 40, { previous }))).toEqual([`refresh_failing ${at(30)}`]);
  });
  test("it begins again for the next generation", () => {
    const previous = standing([on3, failing(10)], 20);
    const facts = [on3, failing(10), on4, fact("web1", 110, refreshFailed(4, { attempt: 2 }))];
    expect(since(look(facts, 120, { previous }))).toEqual([`refresh_failing ${at(110)}`]);
  });
  test("what has no date begins when it is first seen, and keeps that", () => {
    const previous = standing([on3], 20);
    expect(previous).toMatchObject({ health: "healthy", healthSince: at(20) });
    expect(standing([on3], 90, { previous }).healthSince).toBe(at(20));
  });
  test("silence begins when it is first seen", () => {
    const previous = standing([on3], 20);
    expect(standing([on3], 300, { previous, ...silent })).toMatchObject({
      health: null,
      freshness: "silent",
      healthSince: at(300),
    });
  });
});

describe("a change belongs into the lane's story", () => {
  test.each<[name: string, before: [Fact[], number, Look?], after: [Fact[], number, Look?], isTransition: boolean]>([
    ["when its health changes", [[on3], 20], [[on3, confirmed], 20], true],
    [
      "when a lesser condition joins",
      [[on3, failing(10)], 20],
      [[on3, failing(10), fact("web1", 11, preflightRefused)], 20],
      true,
    ],
    [
      "when what was inferred is confirmed",
      [[on3, fact("web1", 10, revoked(3))], 20],
      [[on3, fact("web1", 10, revoked(3)), fact("web1", 15, revoked(3, { certainty: "confirmed" }))], 20],
      true,
    ],
    ["when another generation is served", [[on3], 90], [[on3, on4], 110], true],
    [
      "when another key is served under the same number",
      [[on3], 20],
      [[on3, fact("web1", 15, loaded({ number: 3, fingerprint: "bb" }))], 20],
      true,
    ],
    ["when its server falls silent", [[on3], 20], [[on3], 300, silent], true],
    ["when it is paused", [[on3], 20], [[on3], 20, { desired: { pausedAt: at(20) } }], true],
    [
      "when its pause ends by the clock",
      [[on3], 50, { desired: { pausedAt: at(20), pausedUntil: at(60) } }],
      [[on3], 60, { desired: { pausedAt: at(20), pausedUntil: at(60) } }],
      true,
    ],
    ["not when only time passes", [[on3], 20], [[on3], 90], false],
    ["not when the same trouble is told again", [[on3, failing(10)], 20], [[on3, failing(10), failing(30, 3)], 40], false],
    [
      "not while a pause lasts",
      [[on3], 30, { desired: { pausedAt: at(20), pausedUntil: at(60) } }],
      [[on3], 59, { desired: { pausedAt: at(20), pausedUntil: at(60) } }],
      false,
    ],
  ])("%s", (_, before, [facts, second, given], isTransition) => {
    expect(look(facts, second, { ...given, previous: standing(...before) }).isTransition).toBe(isTransition);
  });
  test("when it is seen for the first time", () => expect(look([], 1).isTransition).toBe(true));
});

describe("a pause", () => {
  const desired = { pausedAt: at(20), pausedUntil: at(60) };
  test("ends at its end, and not before", () => {
    expect(look([on3], 59, { desired }).standing.control).toBe("paused");
    expect(look([on3], 60, { desired }).standing.control).toBe("active");
  });
  test("stays behind a containment", () => {
    const contained = look([on3, confirmed], 30, { desired });
    expect(contained.standing.control).toBe("contained");
    expect(contained.desired).toEqual({ ...desired, containedAt: at(30) });
  });
});

describe("containment", () => {
  test("is called for once, at the moment of the verdict", () => {
    const first = look([on3, confirmed], 20);
    expect(first.contained).toMatchObject({ action: "contain", generation: { number: 3 }, verdictId: "dead-10" });
    expect(first.desired.containedAt).toBe(at(20));
    const second = look([on3, confirmed], 30, { previous: first.standing, desired: first.desired });
    expect([second.contained, second.desired, second.isTransition]).toEqual([null, first.desired, false]);
  });
  test("outlasts the verdict, until a human ends it", () => {
    const desired = { containedAt: at(20) };
    expect(look([on3, confirmed, on4], 110, { desired }).standing).toMatchObject({ health: "healthy", control: "contained" });
    expect(look([on3, confirmed, on4], 110).standing).toMatchObject({ health: "healthy", control: "active" });
  });
  test("waits where another replica shall look first", () => {
    const inferred = look([on3, fact("web2", 1, loaded(3)), fact("web1", 10, revoked(3))], 20);
    expect([inferred.contained, inferred.desired, inferred.standing.control]).toEqual([null, ACTIVE, "active"]);
  });
  test("is not called for by an overruled verdict", () => {
    expect(look([on3, confirmed, fact(null, 15, overruled(3, "dead-10"))], 20).contained).toBeNull();
  });
});

describe("a degraded window", () => {
  const dead = fact("web1", 10, expired(3, { certainty: "confirmed" }));
  test.each<[name: string, facts: Fact[], degraded: Assessment["degraded"]]>([
    ["begins with the revocation", [on3, confirmed], { startedAt: at(10), cause: "revoked", generation: 3 }],
    ["begins with the expiry", [on3, dead], { startedAt: at(10), cause: "expired", generation: 3 }],
    [
      "begins when preflight refuses",
      [fact("web1", 5, preflightRefused)],
      { startedAt: at(5), cause: "not_loaded", generation: null },
    ],
    [
      "is not hidden behind a refresh that fails as well",
      [fact("web1", 5, preflightRefused), failing(6)],
      { startedAt: at(5), cause: "not_loaded", generation: null },
    ],
    ["does not begin while a failing refresh leaves the lease", [on3, failing(10)], null],
    ["does not begin on a healthy lane", [on3], null],
    ["ends with the next generation", [on3, dead, on4], null],
    [
      "ends when preflight passes",
      [fact("web1", 5, preflightRefused), fact("web1", 6, preflightPassed), fact("web1", 7, loaded(3))],
      null,
    ],
    ["ends with its lane", [on3, dead, fact("web1", 20, laneRetired)], null],
  ])("%s", (_, facts, degraded) => expect(look(facts, 120).degraded).toEqual(degraded));
  test("lasts while its server is silent", () => {
    expect(look([on3, dead], 300, silent).degraded).toEqual({ startedAt: at(10), cause: "expired", generation: 3 });
  });
});

test("a lane that is judged twice at one moment has nothing to tell the second time", () => {
  fc.assert(
    fc.property(anyFacts, company, anyMoment, (told, present, moment) => {
      const input = { state: foldAll(EMPTY_LANE, told), ...present };
      const first = assess(null, input, ACTIVE, [], moment);
      const opened = first.alerts.open.map((alert, index) => ({
        ...alert,
        id: String(index),
        openedAt: alert.since ?? moment,
        acked: false,
      }));
      const second = assess(first.standing, input, first.desired, opened, moment);
      expect(second.standing).toEqual(first.standing);
      expect([second.isTransition, second.contained, second.alerts]).toEqual([
        false,
        null,
        { open: [], resolve: [], missed: [], heldUntil: null },
      ]);
    }),
    { numRuns: 300 },
  );
});
