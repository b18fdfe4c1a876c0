import { describe, expect, test } from "vitest";
import { type AlertDecision, type Backdrop, decideAlerts, type OpenAlert } from "#lib/domain/alert/decide.ts";
import { ALERT_SEVERITY } from "#lib/domain/alert/wanted.ts";
import type { Fact } from "#lib/domain/lane/fact.ts";
import { ALERT_CONDITIONS, type AlertCondition, type Control } from "#lib/domain/vocabulary.ts";
import {
  at,
  expired,
  fact,
  HOUR,
  laneRetired,
  lease,
  loaded,
  preflightRefused,
  refreshed,
  refreshFailed,
  revoked,
  START,
  unclassified,
} from "#tests/domain/support/facts.ts";
import { type Circumstances, viewAt } from "#tests/domain/support/lane.ts";

const on3 = fact("web1", 1, loaded(3));
const leased = fact("web1", 1, loaded(3, { lease: lease("aa", START + HOUR) }));
const verdict = fact("web1", 10, revoked(3, { certainty: "confirmed" }));
const failing = fact("web1", 10, refreshFailed(3, { attempt: 2 }));
const healed = fact("web1", 20, refreshed(3));
const silent = { lastHeard: { web1: 1 } };
const open = (condition: AlertCondition, generation: number | null = 3): OpenAlert => ({
  id: `${condition} ${generation}`,
  condition,
  generation,
  openedAt: at(10),
  acked: false,
  missed: false,
});

interface Look extends Circumstances, Partial<Pick<Backdrop, "outages" | "earlier">> {
  second?: number;
  control?: Control;
}
function decide(
  facts: readonly Fact[],
  held: readonly OpenAlert[],
  { second = 300, control = "active", outages = [], earlier = [], ...circumstances }: Look = {},
): AlertDecision {
  return decideAlerts(held, viewAt(facts, second, circumstances), { now: at(second), control, outages, earlier });
}
const told = ({ open: opened, resolve }: AlertDecision) => ({
  opens: opened.map(({ condition, generation }) => `${condition} ${generation}`),
  closes: resolve.map(({ id }) => id),
});

describe("an alert opens", () => {
  test.each<[alert: string, severity: string, facts: Fact[], look?: Look]>([
    ["revoked 3", "containment", [on3, verdict]],
    ["expired 3", "critical", [on3, fact("web1", 10, expired(3))]],
    ["refresh_failing 3", "critical", [on3, failing]],
    ["not_loaded null", "critical", [fact("web1", 10, preflightRefused)]],
    ["auth_failing 3", "critical", [on3, fact("web1", 10, unclassified(3, { count: 3 }))]],
    ["silent null", "critical", [on3], silent],
  ])("%s, %s", (alert, severity, facts, look) => {
    const decision = decide(facts, [], look);
    expect(told(decision)).toEqual({ opens: [alert], closes: [] });
    expect(decision.open[0]?.severity).toBe(severity);
  });

  test("for a refresh that is overdue, as the refresh failing", () => {
    const decision = decide([leased], [], { second: 2_880 });
    expect(decision.open).toEqual([
      {
        condition: "refresh_failing",
        severity: "critical",
        generation: 3,
        since: at(2_880),
        detail: "the refresh is overdue",
        missed: false,
      },
    ]);
  });

  test("for every condition that holds, and since when it has", () => {
    const decision = decide([on3, verdict, failing], [], silent);
    expect(told(decision).opens).toEqual(["revoked 3", "refresh_failing 3", "silent null"]);
    expect(decision.open.map(({ since }) => since)).toEqual([at(10), at(10), at(1)]);
  });
});

describe("an alert does not open", () => {
  test.each<[name: string, facts: Fact[], held: OpenAlert[], look?: Look]>([
    ["on a healthy lane", [on3], []],
    ["twice", [on3, failing], [open("refresh_failing")]],
    ["again while its server is silent", [on3, failing], [open("refresh_failing"), open("silent", null)], silent],
    ["twice for a refresh that is both failing and overdue", [leased, failing], [open("refresh_failing")], { second: 2_900 }],
    ["for an unknown expiry", [fact("web1", 1, loaded(3, { expiresAt: null }))], []],
    ["on minutes left, where the lane refreshes itself", [leased], [], { second: 2_879 }],
    ["for an idle on-demand server", [on3], [], { presence: "on_demand", stopped: ["web1"] }],
    ["for a lane that never reported", [], []],
    ["on an ended lane", [on3, verdict, fact("web1", 30, laneRetired)], []],
  ])("%s", (_, facts, held, look) => expect(told(decide(facts, held, look))).toEqual({ opens: [], closes: [] }));
});

describe("an alert closes", () => {
  test.each<[name: string, facts: Fact[], held: OpenAlert, look?: Look]>([
    ["when its condition is gone", [on3, failing, healed], open("refresh_failing")],
    [
      "when the overdue refresh has come",
      [leased, fact("web1", 2_900, refreshed(3, { lease: lease("bb", START + 3 * HOUR) }))],
      open("refresh_failing"),
      { second: 2_901 },
    ],
    ["when the server is heard again", [on3], open("silent", null)],
    ["when its lane ends", [on3, failing, fact("web1", 30, laneRetired)], open("refresh_failing")],
    ["when its contained lane ends", [on3, verdict, fact("web1", 30, laneRetired)], open("revoked"), { control: "contained" }],
    [
      "on a revocation that is over, once a human has ended the containment",
      [on3, verdict, fact("web1", 20, loaded(4))],
      open("revoked"),
    ],
  ])("%s", (_, facts, held, look) => expect(told(decide(facts, [held], look))).toEqual({ opens: [], closes: [held.id] }));

  test("for the generation it is about, while another opens for the next", () => {
    const facts = [on3, failing, fact("web1", 20, loaded(4)), fact("web1", 30, refreshFailed(4, { permanent: true }))];
    expect(told(decide(facts, [open("refresh_failing")]))).toEqual({
      opens: ["refresh_failing 4"],
      closes: ["refresh_failing 3"],
    });
  });
});

describe("an alert does not close", () => {
  test.each<[name: string, facts: Fact[], held: OpenAlert[], look?: Look]>([
    ["while its condition holds", [on3, failing], [open("refresh_failing")]],
    ["because its server fell silent", [on3, failing], [open("refresh_failing"), open("silent", null)], silent],
    [
      "on a revocation that is over, while the lane is contained",
      [on3, verdict, fact("web1", 20, loaded(4))],
      [open("revoked")],
      { control: "contained" },
    ],
  ])("%s", (_, facts, held, look) => expect(told(decide(facts, held, look))).toEqual({ opens: [], closes: [] }));
});

test("a flapping condition opens and closes each time, always as the same alert", () => {
  const story = [on3, failing, healed, fact("web1", 30, refreshFailed(3, { permanent: true })), fact("web1", 40, refreshed(3))];
  let held: OpenAlert[] = [];
  const moves = story.map((_, index) => {
    const decision = decide(story.slice(0, index + 1), held);
    held = decision.open.map(({ condition, generation }) => open(condition, generation));
    return told(decision);
  });
  const opened = { opens: ["refresh_failing 3"], closes: [] };
  const closed = { opens: [], closes: ["refresh_failing 3"] };
  expect(moves).toEqual([{ opens: [], closes: [] }, opened, closed, opened, closed]);
});

test("only conditions of the list have a severity, and a revocation alone has its own", () => {
  const severities = Object.entries(ALERT_SEVERITY);
  expect(ALERT_CONDITIONS).toEqual(expect.arrayContaining(severities.map(([condition]) => condition)));
  expect(severities.filter(([, severity]) => severity === "containment")).toEqual([["revoked", "containment"]]);
});
