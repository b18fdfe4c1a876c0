import { describe, expect, test } from "vitest";
import { impactAt, URGENCY, urgencyOf } from "#lib/domain/lane/urgency.ts";
import { CONDITIONS, type Control, type Freshness, type Health, type Severity } from "#lib/domain/vocabulary.ts";
import { at } from "#tests/domain/support/facts.ts";

const judged = (health: Health, control: Control = "active", freshness: Freshness = "live") => ({ health, control, freshness });
const BY_HEALTH: Record<(typeof CONDITIONS)[number], Severity | null> = {
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
  test.each(CONDITIONS.map((health) => [health, BY_HEALTH[health]] as const))("%s: %s", (health, severity) => {
    expect(urgencyOf(judged(health))).toBe(severity);
    expect(urgencyOf(judged(health, "paused"))).toBe(severity);
    expect(urgencyOf(judged(health, "contained"))).toBe("containment");
  });
  test.each<[name: string, health: Health, freshness: Freshness, severity: Severity | null]>([
    ["a silent server", null, "silent", "critical"],
    ["a silent server whose expiry nobody knows", "unknown_expiry", "silent", "critical"],
    ["a silent server with a lesser trouble keeps that", "expiring", "silent", "warning"],
    ["an idle server", null, "idle", null],
    ["a server that never reported", null, "never_reported", null],
  ])("%s", (_, health, freshness, severity) => expect(urgencyOf(judged(health, "active", freshness))).toBe(severity));
  test("a healthy lane is not in the list", () => expect(Object.keys(URGENCY)).not.toContain("healthy"));
});

describe("when calls begin to fail", () => {
  const DEAD: readonly Health[] = ["revoked", "expired", "not_loaded"];
  test.each([...CONDITIONS, null])("%s", (health) => {
    const isDead = DEAD.includes(health);
    expect(impactAt(judged(health), at(10), at(600))).toBe(isDead ? at(10) : at(600));
    expect(impactAt(judged(health), at(10), null)).toBe(isDead ? at(10) : null);
  });
});
