import { describe, expect, test } from "vitest";
import { impactAt, URGENCY, urgencyOf } from "#lib/domain/lane/urgency.ts";
import { CONDITIONS, type Condition, type Control, type Freshness, type Severity } from "#lib/domain/vocabulary.ts";
import { at } from "#tests/domain/support/facts.ts";

interface Given {
  control?: Control;
  freshness?: Freshness;
  overdue?: boolean;
  split?: boolean;
  late?: boolean;
}
const urgency = (
  conditions: readonly Condition[],
  { control = "active", freshness = "live", overdue = false, split = false, late }: Given = {},
) =>
  urgencyOf({
    findings: conditions.map((condition) => ({ condition })),
    control,
    freshness,
    refreshOverdueSince: overdue ? at(10) : null,
    split: split ? {} : null,
    offClock: [],
    behind: late === undefined ? null : { isLate: late },
  });

const BY_CONDITION: Record<Condition, Severity | null> = {
  revoked: "containment",
  expired: "critical",
  refresh_failing: "critical",
  not_loaded: "critical",
  auth_failing: "critical",
  must_refresh: "warning",
  scope_narrowed: "warning",
  scope_widened: "critical",
  rate_limited: null,
  expiring: "warning",
  rotation_due: null,
  unknown_expiry: null,
  healthy: null,
};

describe("how urgently a lane needs a human", () => {
  test("replicas that do not agree: a warning, but for those that a rotation is about to reach", () => {
    expect(urgency(["healthy"], { split: true })).toBe("warning");
    expect(urgency(["healthy"], { late: true })).toBe("warning");
    expect(urgency(["healthy"], { late: false })).toBeNull();
    expect(urgency(["revoked"], { split: true, late: true })).toBe("containment");
  });
  test.each(CONDITIONS.map((condition) => [condition, BY_CONDITION[condition]] as const))("%s: %s", (condition, severity) => {
    expect(urgency([condition])).toBe(severity);
    expect(urgency([condition], { control: "paused" })).toBe(severity);
    expect(urgency([condition], { control: "contained" })).toBe("containment");
  });
  test.each<[name: string, conditions: Condition[], given: Given, severity: Severity | null]>([
    ["a silent server", [], { freshness: "silent" }, "critical"],
    ["a silent server whose expiry nobody knows", ["unknown_expiry"], { freshness: "silent" }, "critical"],
    ["a silent server with a lesser trouble as well", ["expiring"], { freshness: "silent" }, "critical"],
    ["an idle server", [], { freshness: "idle" }, null],
    ["a server that never reported", [], { freshness: "never_reported" }, null],
    ["an overdue refresh on a lane that looks healthy", ["healthy"], { overdue: true }, "critical"],
    ["an overdue refresh hidden under a rate limit", ["rate_limited"], { overdue: true }, "critical"],
    ["an overdue refresh hidden under a narrowed scope", ["scope_narrowed"], { overdue: true }, "critical"],
    ["a widened scope hidden under a refusal window", ["must_refresh", "scope_widened"], {}, "critical"],
    ["an expiry under a rate limit", ["rate_limited", "expiring"], {}, "warning"],
    ["two troubles that need nobody", ["rate_limited", "unknown_expiry"], {}, null],
  ])("%s", (_, conditions, given, severity) => expect(urgency(conditions, given)).toBe(severity));
  test("a healthy lane is not in the list", () => expect(Object.keys(URGENCY)).not.toContain("healthy"));
});

describe("when calls begin to fail", () => {
  const DEAD: readonly Condition[] = ["revoked", "expired", "not_loaded"];
  test.each(CONDITIONS)("%s", (condition) => {
    const isDead = DEAD.includes(condition);
    const findings = [{ condition, since: at(10) }];
    expect(impactAt(findings, at(600))).toBe(isDead ? at(10) : at(600));
    expect(impactAt(findings, null)).toBe(isDead ? at(10) : null);
  });
  test("with the first of several that are dead, behind what else is told first", () => {
    const findings = [
      { condition: "expired", since: at(40) },
      { condition: "refresh_failing", since: at(5) },
      { condition: "not_loaded", since: at(20) },
    ] as const;
    expect(impactAt(findings, at(600))).toBe(at(20));
  });
  test("at the end of its life where nothing is known", () => expect(impactAt([], at(600))).toBe(at(600)));
});
