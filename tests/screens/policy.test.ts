import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  draftOf,
  type PolicyDraft,
  patchOf,
  problemsOf,
  SPAN_UNITS,
  spanSeconds,
} from "#components/screens/lane/policy/policy-draft.ts";
import { orderWarning, previewOf } from "#components/screens/lane/policy/policy-preview.ts";
import { policyRows } from "#components/screens/lane/policy/policy-rows.ts";
import { isLooser } from "#components/screens/lane/policy/policy-values.ts";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { inMinutes, laneDetailFixture, NOW_MS } from "./fixtures/lane.ts";

type Changes = Partial<LaneDetail>;
const NEVER: Changes = { expires_at: "never" };
const told = (changes: Changes) =>
  policyRows(laneDetailFixture(changes), NOW_MS).map(({ label, value, source, without }) =>
    [`${label} ${value}`, source, without].filter(Boolean).join(" | "),
  );

describe("what holds, and who says so", () => {
  it("reckons the defaults from the credential's own life", () => {
    expect(told({})).toEqual([
      "Warns 12 min before the end | default",
      "Refuses to start 3 min before the end | default",
      "Rotation due 90 d after its issue | default",
      "Contains itself on suspicion | default",
    ]);
  });

  it("tells the rule where no life is known", () => {
    expect(told({ expires_at: null, issued_at: null })[0]).toBe(
      "Warns a fifth of its life, 14 d at most before the end | default",
    );
  });

  it("puts an operator before the declaration, and says what lies beneath", () => {
    const [warns, refuses] = told({
      policy: { warning_s: 600, refusal_s: 60 },
      operator_policy: { warning_s: 900, contain_on: "never" },
    });
    expect(warns).toBe("Warns 15 min before the end | operator | 10 min, declared by its server");
    expect(refuses).toBe("Refuses to start 1 min before the end | declaration");
  });

  it("does not let a server talk itself out of containment", () => {
    const lane = laneDetailFixture({ policy: { contain_on: "never" } });
    const containment = policyRows(lane, NOW_MS).at(-1);
    expect(containment).toMatchObject({ value: "on suspicion", source: "default", loosened: false });
    expect(containment?.now).toBe("Its server asks for “never by itself”. Only an operator can loosen containment.");
  });

  it("marks a containment that an operator loosened", () => {
    const lane = laneDetailFixture({ operator_policy: { contain_on: "confirmed" } });
    expect(policyRows(lane, NOW_MS).at(-1)).toMatchObject({ loosened: true, without: "on suspicion, the default" });
  });
});

describe("what a value would mean now", () => {
  const cases: [string, Changes, Parameters<typeof previewOf>[1], number | null, string][] = [
    ["from when it warns", {}, "warning_s", 600, "Warns from 02:44 UTC."],
    ["that it warns at once", {}, "warning_s", 45 * 60, "Warns at once: that moment has passed."],
    ["the default", {}, "refusal_s", null, "Refuses to start from 02:51 UTC."],
    ["longer than it lives", {}, "warning_s", 7_200, "Longer than this credential lives (1 h): it would never be free of it."],
    [
      "a lane that refreshes itself",
      { refreshes_itself: true },
      "warning_s",
      60,
      "This lane refreshes itself: the minutes left do not alert.",
    ],
    ["no end", NEVER, "warning_s", 60, "This credential never ends: nothing to count to."],
    ["an end that nobody knows", { expires_at: null }, "refusal_s", 60, "Its end is not known: nothing to count to."],
    [
      "past the end",
      { expires_at: inMinutes(-1) },
      "refusal_s",
      60,
      "This credential is past its end: it holds for the next one.",
    ],
    ["an age where there is an end", {}, "rotate_after_s", 60, "No effect now: only a key that never ends is counted."],
    ["an age", NEVER, "rotate_after_s", 3_600, "Due 02:54 UTC."],
    ["an age that is reached", NEVER, "rotate_after_s", 60, "Due at once: this key is older."],
  ];
  it.each(cases)("%s", (_name, changes, span, seconds, expected) => {
    expect(previewOf(laneDetailFixture(changes), span, seconds, NOW_MS)).toBe(expected);
  });

  it("speaks up where the refusal would come before the warning", () => {
    const lane = laneDetailFixture();
    expect(orderWarning(lane, 60, null)).toMatch(/before anybody is warned/);
    expect(orderWarning(lane, null, 60)).toBeNull();
    expect(orderWarning(laneDetailFixture({ refreshes_itself: true }), 60, null)).toBeNull();
  });
});

describe("what is sent", () => {
  const patch = (changes: Changes, edit: Partial<PolicyDraft>) => {
    const lane = laneDetailFixture(changes);
    return patchOf(lane, { ...draftOf(lane, () => null), ...edit });
  };

  it("is nothing while nothing is changed", () => {
    fc.assert(
      fc.property(fc.option(fc.integer({ min: 0, max: 31_536_000 }), { nil: undefined }), (seconds) => {
        const operator_policy = seconds === undefined ? {} : { warning_s: seconds };
        expect(patch({ operator_policy }, {})).toEqual({});
      }),
    );
  });

  it("is the override in seconds", () => {
    expect(patch({}, { warning_s: { amount: "1,5", unit: "h" } })).toEqual({ warning_s: 5_400 });
  });

  it("gives an emptied override back", () => {
    const operator_policy = { warning_s: 600, contain_on: "never" } as const;
    const emptied = { warning_s: { amount: " ", unit: "min" }, contain_on: "inferred" } as const;
    expect(patch({ operator_policy }, emptied)).toEqual({ warning_s: null, contain_on: null });
  });

  it("is refused where it is no number or out of bounds", () => {
    const draft = { ...draftOf(laneDetailFixture(), () => 600), warning_s: { amount: "soon", unit: "min" } as const };
    expect(problemsOf(draft)).toEqual({ warning_s: "Enter a number, such as 30 or 1.5." });
    expect(problemsOf({ ...draft, warning_s: { amount: "366", unit: "d" } })).toEqual({ warning_s: "At most 365 days." });
    expect(problemsOf({ ...draft, warning_s: { amount: "", unit: "d" } })).toEqual({});
  });

  it("shows an override in the largest unit that tells it whole", () => {
    const lane = (warning_s: number) => laneDetailFixture({ operator_policy: { warning_s } });
    const shown = (seconds: number) => draftOf(lane(seconds), () => null).warning_s;
    expect([shown(0), shown(90), shown(120), shown(172_800)]).toEqual([
      { amount: "0", unit: "s" },
      { amount: "90", unit: "s" },
      { amount: "2", unit: "min" },
      { amount: "2", unit: "d" },
    ]);
    for (const unit of SPAN_UNITS) expect(spanSeconds({ amount: "-1", unit })).toBeNaN();
  });
});

it("knows which choice stops less", () => {
  expect(isLooser("never", "confirmed")).toBe(true);
  expect(isLooser("inferred", "never")).toBe(false);
  expect(isLooser("confirmed", "confirmed")).toBe(false);
});
