import { describe, expect, it } from "vitest";
import type { Advice, LaneAction } from "#components/screens/lane/advice.ts";
import { whatToDo } from "#components/screens/lane/what-to-do.ts";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { CONDITIONS, type Condition, FRESHNESS } from "#lib/domain/vocabulary.ts";
import { laneDetailFixture } from "./fixtures/lane.ts";

const advise = (changes: Partial<LaneDetail>): Advice => whatToDo(laneDetailFixture(changes));
const said = (advice: Advice) => [advice.headline, advice.explanation, advice.avoid].join(" ");

describe("each cause has its own first step", () => {
  const cases: Record<Condition, LaneAction | null> = {
    revoked: "evidence",
    expired: "rotate",
    refresh_failing: "evidence",
    not_loaded: "evidence",
    auth_failing: "evidence",
    must_refresh: "rotate",
    scope_narrowed: "scopes",
    scope_widened: "scopes",
    rate_limited: null,
    expiring: "rotate",
    rotation_due: "rotate",
    unknown_expiry: "expiry",
    healthy: null,
  };
  it.each(Object.entries(cases) as [Condition, LaneAction | null][])("%s", (health, primary) => {
    expect(advise({ health }).primary).toBe(primary);
  });

  it("gives no two causes the same headline", () => {
    const headlines = CONDITIONS.map((health) => advise({ health }).headline);
    expect(new Set(headlines).size).toBe(CONDITIONS.length);
  });

  it("advises by freshness where health cannot be told, and never calls such a lane healthy", () => {
    for (const freshness of FRESHNESS) {
      const advice = advise({ health: null, freshness });
      expect(advice.headline).not.toBe(advise({ health: "healthy" }).headline);
    }
    expect(advise({ health: null, freshness: "silent" }).avoid).toBe("Assuming that the lane is healthy.");
  });
});

describe("revoked is not expired", () => {
  it("never says expired of a revoked lane", () => {
    expect(said(advise({ health: "revoked", control: "contained" }))).not.toMatch(/expire/i);
  });

  it("never says revoked of an expired lane", () => {
    expect(said(advise({ health: "expired" }))).not.toMatch(/revoke/i);
  });

  it("offers no resume while the dead credential is all there is", () => {
    const { primary, secondary } = advise({ health: "revoked", control: "contained" });
    expect([primary, ...secondary]).not.toContain("resume");
  });
});

describe("what not to do", () => {
  const cases: [Condition, string][] = [
    ["expired", "Retrying will not help."],
    ["rate_limited", "Rotating: a new key meets the same limit."],
    ["scope_narrowed", "Pausing the whole lane: the other tools are unaffected."],
    ["refresh_failing", "Closing this because calls still work."],
  ];
  it.each(cases)("%s", (health, avoid) => {
    expect(advise({ health }).avoid).toBe(avoid);
  });

  it("warns against waiting only where nothing renews the credential", () => {
    const waiting = "Waiting: nothing renews this credential by itself.";
    expect(advise({ health: "expiring", refreshes_itself: false, capabilities: [] }).avoid).toBe(waiting);
    expect(advise({ health: "expiring", refreshes_itself: true }).avoid).toBeNull();
    expect(advise({ health: "expiring", capabilities: ["refresh"] }).avoid).toBeNull();
  });
});

it("names a dead grant as what it is: the provider does not say which", () => {
  const conditions: LaneDetail["conditions"] = [
    {
      condition: "refresh_failing",
      since: null,
      certainty: "confirmed",
      detail: null,
      evidence: { provider_code: "invalid_grant" },
    },
  ];
  const advice = advise({ health: "refresh_failing", conditions });
  expect(advice.headline).toBe("Grant dead: expired or revoked, the provider does not say.");
  expect(advice.primary).toBe("rotate");
});

it("offers to resume a lane that is held although its credential is in order", () => {
  expect(advise({ control: "paused" }).primary).toBe("resume");
  expect(advise({ control: "contained" }).primary).toBe("resume");
  expect(advise({ control: "paused", health: "expired" }).primary).toBe("rotate");
});

describe("a lane that ended", () => {
  const at = "2026-11-22T02:00:00.000Z";
  it("is brought back by the operator who archived it, whatever its credential was", () => {
    expect(advise({ health: "revoked", ended: { at, how: "archived", by: "ann@example.com" } })).toMatchObject({
      primary: "restore",
      secondary: [],
    });
  });

  it("is left alone where its own server retired it", () => {
    expect(advise({ health: null, ended: { at, how: "retired", by: null } })).toMatchObject({ primary: null, secondary: [] });
  });
});

describe("replicas that do not agree", () => {
  const behind = { replicas: 1, since: laneDetailFixture().created_at, late: true };
  const split = { generation: 3, fingerprints: ["3333333333333333", "4444444444444444"] };
  it("are advised on where the credential itself asks for nobody", () => {
    expect(advise({ split }).headline).toContain("two credentials");
    expect(advise({ behind }).headline).toContain("older generation");
    expect(advise({ behind: { ...behind, late: false } }).headline).toBe("Nothing to do.");
    expect(advise({ health: "unknown_expiry", split, behind }).primary).toBe("server");
  });
  it("never hide what is worse", () => {
    expect(advise({ health: "expired", split, behind }).primary).toBe("rotate");
  });
  it("an old generation that only a person can end is not nothing to do", () => {
    expect(advise({ rotation: "retire_old", capabilities: ["probe"] }).explanation).toContain("attest");
    expect(advise({ rotation: "retire_old", capabilities: ["retire"] }).headline).toBe("Nothing to do.");
  });
});

it("a lane that cannot be judged can be paused, and is never nothing to do", () => {
  for (const health of ["healthy", "expired", null] as const)
    expect(advise({ health, set_aside: true })).toMatchObject({
      headline: expect.stringContaining("cannot be read"),
      primary: null,
      secondary: ["pause"],
    });
});
