import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Degradation, degradationOf } from "#lib/domain/ledger/degradation.ts";
import { EMPTY_LEDGER, keepLedger, type Ledger, type LedgerSight } from "#lib/domain/ledger/keep.ts";
import { reportedWindows } from "#lib/domain/ledger/reported.ts";
import { type DegradedWindow, uniteWindows } from "#lib/domain/ledger/window.ts";
import { DEGRADED_CAUSES, type DegradedCause } from "#lib/domain/vocabulary.ts";
import { at, expired, fact, gate, loaded } from "#tests/domain/support/facts.ts";
import { viewAt } from "#tests/domain/support/lane.ts";

const begun = (second: number, cause: DegradedCause = "expired"): Degradation => ({
  startedAt: at(second),
  cause,
  generation: 3,
});
const window = (from: number, to: number | null, cause: DegradedCause = "expired"): DegradedWindow => ({
  ...begun(from, cause),
  endedAt: to === null ? null : at(to),
});
const open = (second: number, held = false): Ledger => ({ open: begun(second), held, settledAt: null });
const sight = (second: number, changes: Partial<LedgerSight> = {}): LedgerSight => ({
  degraded: null,
  reported: [],
  openedAt: null,
  held: false,
  now: at(second),
  ...changes,
});

describe("what keeps a lane from serving", () => {
  const on3 = fact("web1", 1, loaded(3));
  const dead = fact("web1", 50, expired(3, { certainty: "confirmed" }));
  const shut = fact("web1", 40, gate(true, { since: at(38), reason: "credential_expired", generation: 3 }));
  const active = { pausedAt: null, pausedUntil: null, containedAt: null };
  const reason = (facts: Parameters<typeof viewAt>[0], desired = {}) =>
    degradationOf(viewAt(facts, 100), { ...active, ...desired }, at(100));

  test.each<[name: string, facts: Parameters<typeof viewAt>[0], desired: object, expected: Degradation | null]>([
    ["nothing", [on3], {}, null],
    ["its credential", [on3, dead], {}, begun(50)],
    ["a replica that knew first", [on3, shut, dead], {}, begun(38)],
    ["a replica alone", [on3, fact("web1", 40, gate(true, { since: at(40), reason: "rate_limited" }))], {}, begun(40, "refused")],
    ["a pause", [on3], { pausedAt: at(20) }, begun(20, "paused")],
    ["a pause that is over", [on3], { pausedAt: at(20), pausedUntil: at(60) }, null],
    ["a containment", [on3], { containedAt: at(30) }, begun(30, "contained")],
    ["whatever began first", [on3, dead], { pausedAt: at(60), containedAt: at(70) }, begun(50)],
    ["the graver of what began at once", [on3, dead], { containedAt: at(50) }, begun(50)],
  ])("%s", (_, facts, desired, expected) => expect(reason(facts, desired)).toEqual(expected));

  test("a gate is open again when its replica says so, in whatever order that is told", () => {
    const opened = fact("web1", 60, gate(false, { since: at(38), reason: "credential_expired", generation: 3 }));
    expect(reason([on3, shut, opened])).toBeNull();
    expect(reason([opened, shut, on3])).toBeNull();
    expect(reportedWindows([shut, opened])).toEqual([window(38, 60)]);
  });
  test("a workstation's gate is its own, unless nobody else serves the lane", () => {
    const own = { ...fact("laptop", 40, gate(true, { since: at(40), reason: "rate_limited" })), workstation: true as const };
    const loadedThere = { ...fact("laptop", 2, loaded(3)), workstation: true as const };
    expect(reason([on3, loadedThere, own])).toBeNull();
    expect(reason([loadedThere, own])).toEqual(begun(40, "refused"));
    const opened = { ...fact("laptop", 60, gate(false, { since: at(40) })), workstation: true as const };
    expect(reportedWindows([own, opened])).toEqual([]);
  });
  test("one shut gate of several is enough, until its replica falls silent", () => {
    const other = fact("web2", 60, gate(false, { since: at(38) }));
    expect(reason([on3, shut, other])).toEqual(begun(38));
    expect(degradationOf(viewAt([on3, shut, other], 500, { lastHeard: { web1: 40 } }), { ...active }, at(500))).toBeNull();
  });
});

describe("a ledger", () => {
  test.each<[name: string, ledger: Ledger, seen: LedgerSight, kept: Ledger, written: object]>([
    [
      "opens a window",
      EMPTY_LEDGER,
      sight(20, { degraded: begun(10) }),
      { ...EMPTY_LEDGER, open: begun(10) },
      { windows: [window(10, null)], started: begun(10), endedAt: null },
    ],
    [
      "leaves an open window alone",
      open(10),
      sight(20, { degraded: begun(10) }),
      open(10),
      { windows: [], started: null, endedAt: null },
    ],
    [
      "moves a beginning back when somebody knew first",
      open(10),
      sight(20, { degraded: begun(8) }),
      open(8),
      { windows: [window(8, null)], started: null, endedAt: null },
    ],
    [
      "closes it when its replicas say that they serve",
      open(10),
      sight(30, { openedAt: at(25) }),
      { ...EMPTY_LEDGER, settledAt: at(25) },
      { windows: [], started: null, endedAt: at(25) },
    ],
    [
      "closes it now where what they say is older",
      open(10),
      sight(30, { openedAt: at(5) }),
      { ...EMPTY_LEDGER, settledAt: at(30) },
      { windows: [], started: null, endedAt: at(30) },
    ],
    [
      "closes it now where a human let it go",
      open(10, true),
      sight(30, { openedAt: at(25) }),
      { ...EMPTY_LEDGER, settledAt: at(30) },
      { windows: [], started: null, endedAt: at(30) },
    ],
    [
      "never closes it ahead of now, whatever a replica's clock shows",
      open(10),
      sight(30, { openedAt: at(90) }),
      { ...EMPTY_LEDGER, settledAt: at(30) },
      { windows: [], started: null, endedAt: at(30) },
    ],
    [
      "takes in a window of which it only hears afterwards",
      EMPTY_LEDGER,
      sight(90, { reported: [window(10, 40)] }),
      { ...EMPTY_LEDGER, settledAt: at(40) },
      { windows: [window(10, 40)], started: null, endedAt: null },
    ],
    [
      "begins a new window now, when an old verdict comes back after the lane has served",
      { ...EMPTY_LEDGER, settledAt: at(40) },
      sight(90, { degraded: begun(10) }),
      { ...EMPTY_LEDGER, open: begun(90), settledAt: at(40) },
      { windows: [window(90, null)], started: begun(90), endedAt: null },
    ],
    [
      "and keeps that beginning",
      { open: begun(90), held: false, settledAt: at(40) },
      sight(95, { degraded: begun(10) }),
      { open: begun(90), held: false, settledAt: at(40) },
      { windows: [], started: null, endedAt: null },
    ],
  ])("%s", (_, ledger, seen, kept, written) => {
    expect(keepLedger(ledger, seen)).toEqual({ ledger: kept, ...written });
  });
});

describe("windows that touch are one", () => {
  const windows = fc
    .array(
      fc.record({
        startedAt: fc.integer({ min: 0, max: 60 }).map(at),
        length: fc.option(fc.integer({ min: 0, max: 20 }), { freq: 8 }),
        cause: fc.constantFrom(...DEGRADED_CAUSES),
        generation: fc.constant(3),
      }),
    )
    .map((drawn): DegradedWindow[] =>
      drawn.map(({ length, ...rest }) => ({ ...rest, endedAt: length === null ? null : rest.startedAt + length * 1_000 })),
    );
  const covers = (all: readonly DegradedWindow[], second: number) =>
    all.some(({ startedAt, endedAt }) => at(second) >= startedAt && (endedAt === null || at(second) <= endedAt));

  test("in whatever order they are told, they cover the same time, and none touches another", () => {
    fc.assert(
      fc.property(windows, fc.infiniteStream(fc.nat()), (drawn, noise) => {
        const shuffled = drawn.map((one) => ({ one, key: noise.next().value })).toSorted((a, b) => a.key - b.key);
        const united = uniteWindows(drawn);
        expect(uniteWindows(shuffled.map(({ one }) => one))).toEqual(united);
        for (let second = 0; second <= 90; second += 1) expect(covers(united, second)).toBe(covers(drawn, second));
        for (const [index, later] of united.slice(1).entries()) {
          expect(united[index]?.endedAt).toBeLessThan(later.startedAt);
        }
      }),
    );
  });
});
