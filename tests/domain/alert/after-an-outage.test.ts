import { describe, expect, test } from "vitest";
import { decideAlerts, type OpenAlert } from "#lib/domain/alert/decide.ts";
import { type Glimpse, lookBack } from "#lib/domain/alert/meanwhile.ts";
import type { Fact } from "#lib/domain/lane/fact.ts";
import type { Outage } from "#lib/domain/outage/outage.ts";
import type { AlertCondition, Control } from "#lib/domain/vocabulary.ts";
import {
  at,
  expired,
  fact,
  laneRetired,
  loaded,
  preflightRefused,
  refreshed,
  refreshFailed,
  revoked,
} from "#tests/domain/support/facts.ts";
import { lane, viewAt } from "#tests/domain/support/lane.ts";

const AWAY: readonly Outage[] = [{ part: "reception", startedAt: at(100), endedAt: at(700) }];
const CLOCK_ONLY: readonly Outage[] = [{ part: "clock", startedAt: at(100), endedAt: at(700) }];
const on3 = fact("web1", 1, loaded(3));
const failing = (second: number) => fact("web1", second, refreshFailed(3, { attempt: 2 }));
const dead = fact("web1", 300, expired(3));
const gone = fact("web1", 300, revoked(3, { certainty: "confirmed" }));
const glimpse = (condition: AlertCondition, since: number, until: number | null): Glimpse => ({
  condition,
  severity: condition === "revoked" ? "containment" : "critical",
  generation: 3,
  since: at(since),
  detail: null,
  until: until === null ? null : at(until),
});
const open = (condition: AlertCondition, changes: Partial<OpenAlert> = {}): OpenAlert => ({
  id: condition,
  condition,
  generation: 3,
  openedAt: at(300),
  acked: false,
  missed: false,
  ...changes,
});

interface Given {
  now?: number;
  outages?: readonly Outage[];
  earlier?: readonly Glimpse[];
  held?: readonly OpenAlert[];
  control?: Control;
  lastHeard?: number;
}
function decide(facts: readonly Fact[], given: Given = {}) {
  const { now = 710, outages = AWAY, earlier = [], held = [], control = "active", lastHeard = now } = given;
  const seen = viewAt(facts, now, { lastHeard: { web1: lastHeard } });
  const { open: opened, resolve, missed, heldUntil } = decideAlerts(held, seen, { now: at(now), control, outages, earlier });
  return {
    opens: opened.map(({ condition, missed: late }) => (late ? `${condition} (missed)` : condition)),
    closes: resolve.map(({ id, resolution }) => `${id}: ${resolution}`),
    missed: missed.map(({ condition, endedAt }) => `${condition} to ${(endedAt - at(0)) / 1_000}`),
    waitsTo: heldUntil === null ? null : (heldUntil - at(0)) / 1_000,
  };
}
const nothing = { opens: [], closes: [], missed: [], waitsTo: null };

describe("after Lanekeeper was away", () => {
  test.each<[name: string, facts: Fact[], given: Given, decided: Partial<ReturnType<typeof decide>>]>([
    ["what began meanwhile waits", [on3, failing(300)], {}, { waitsTo: 820 }],
    ["what began before waits too", [on3, failing(50)], {}, { waitsTo: 820 }],
    ["what begins now, on a lane heard of since, does not", [on3, failing(705)], {}, { opens: ["refresh_failing"] }],
    ["what begins now on a lane not heard of since does", [on3, failing(705)], { lastHeard: 690 }, { waitsTo: 820 }],
    ["nothing waits any longer after two minutes", [on3, failing(300)], { now: 820 }, { opens: ["refresh_failing"] }],
    [
      "nothing waits where only the clock stood still",
      [on3, failing(300)],
      { outages: CLOCK_ONLY },
      { opens: ["refresh_failing"] },
    ],
    ["a revocation does not wait", [on3, gone], {}, { opens: ["revoked"] }],
    ["what is open stays open", [on3, dead], { held: [open("expired")] }, {}],
    [
      "what is over is recorded, with its end",
      [on3],
      { earlier: [glimpse("expired", 200, 400)] },
      { missed: ["expired to 400"] },
    ],
    ["what ended just now ended now", [on3], { earlier: [glimpse("expired", 200, null)] }, { missed: ["expired to 710"] }],
    [
      "and once, however often it was seen",
      [on3],
      { earlier: [glimpse("expired", 200, 400), glimpse("expired", 500, null)] },
      { missed: ["expired to 400"] },
    ],
    ["what still holds is not over", [on3, dead], { earlier: [glimpse("expired", 300, null)] }, { waitsTo: 820 }],
    [
      "what was open closes, and is not missed",
      [on3],
      { earlier: [glimpse("expired", 200, 400)], held: [open("expired")] },
      { closes: ["expired: never_out_of_service"] },
    ],
    [
      "a revocation that is over pages all the same",
      [on3],
      { earlier: [glimpse("revoked", 200, 400)] },
      { opens: ["revoked (missed)"] },
    ],
    ["and waits for a human", [on3], { held: [open("revoked", { missed: true })] }, {}],
    [
      "who has taken note of it",
      [on3],
      { held: [open("revoked", { missed: true, acked: true })] },
      { closes: ["revoked: missed_while_away"] },
    ],
    [
      "but not for a containment that holds",
      [on3],
      { held: [open("revoked", { missed: true, acked: true })], control: "contained" },
      {},
    ],
    [
      "nothing is said of a lane that has ended",
      [on3, fact("web1", 705, laneRetired)],
      { earlier: [glimpse("expired", 200, 400)], held: [open("not_loaded")] },
      { closes: ["not_loaded: lane_ended"] },
    ],
  ])("%s", (_, facts, given, decided) => expect(decide(facts, given)).toEqual({ ...nothing, ...decided }));
});

describe("an expiry's alert closes", () => {
  const issued = (second: number, reportedAt = 310) => [on3, dead, fact("web1", reportedAt, loaded(4, { issuedAt: at(second) }))];
  test.each<[name: string, facts: Fact[], resolution: string]>([
    ["as never out of service, where the next generation was issued before", issued(290), "never_out_of_service"],
    ["so also at the very moment", issued(300), "never_out_of_service"],
    ["as over, where it was issued after", issued(301), "over"],
  ])("%s", (_, facts, resolution) => {
    expect(decide(facts, { held: [open("expired")], outages: [] }).closes).toEqual([`expired: ${resolution}`]);
  });
  test("and no other condition does so", () => {
    expect(decide(issued(290), { held: [open("not_loaded")], outages: [] }).closes).toEqual(["not_loaded: over"]);
  });
});

describe("looking back at what late facts tell of", () => {
  const before = lane([on3], 710);
  const told = (facts: readonly Fact[], outages = AWAY, input = before) =>
    lookBack(input, facts, outages).map(({ condition, since, until }) => [
      condition,
      since === null ? null : (since - at(0)) / 1_000,
      until === null ? null : (until - at(0)) / 1_000,
    ]);
  const healed = fact("web1", 500, refreshed(3));

  test.each<[name: string, facts: Fact[], glimpses: unknown[]]>([
    ["sees what began and ended", [failing(300), healed], [["refresh_failing", 300, 500]]],
    ["in whatever order the facts come", [healed, failing(300)], [["refresh_failing", 300, 500]]],
    ["sees what has not ended yet", [failing(300)], [["refresh_failing", 300, null]]],
    [
      "sees several at a time",
      [failing(300), fact("web1", 350, preflightRefused), healed],
      [
        ["refresh_failing", 300, 500],
        ["not_loaded", 350, null],
      ],
    ],
    ["sees nothing in facts told on time", [failing(705), fact("web1", 708, refreshed(3))], []],
    ["sees nothing where nothing was wrong", [fact("web1", 300, refreshed(3))], []],
  ])("%s", (_, facts, glimpses) => expect(told(facts)).toEqual(glimpses));

  test("sees a date that ran out meanwhile, though no fact tells of it", () => {
    const dated = lane([fact("web1", 1, loaded(3, { expiresAt: at(200) }))], 710);
    const renewed = fact("web1", 400, loaded(4, { issuedAt: at(400) }));
    expect(told([renewed], AWAY, dated)).toEqual([["expired", 200, 400]]);
    expect(told([renewed], CLOCK_ONLY, dated)).toEqual([["expired", 200, 400]]);
  });
});
