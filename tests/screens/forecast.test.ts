import { describe, expect, it } from "vitest";
import {
  defaultRetirement,
  endsWorkingCredential,
  neighbourSentence,
  pauseConsequence,
  resumeForecast,
  rotateForecast,
} from "#components/screens/lane/forecast.ts";
import type { RetireOld } from "#lib/contract/command.ts";
import type { LaneDetail } from "#lib/contract/lane.ts";
import { inMinutes, laneDetailFixture, NOW_MS } from "./fixtures/lane.ts";

type Forecast = LaneDetail["forecast"];

describe("what a rotation would find", () => {
  const store = { type: "vault", reference: "kv/mcp/stripe", version: "6" };
  const forecast = (changes: Partial<Forecast>) =>
    rotateForecast(
      laneDetailFixture({ forecast: { outlook: "new_version", store, serving_version: "6", newest_version: "6", ...changes } }),
    );

  it("says before the click that there is nothing new, and where to put a new key", () => {
    expect(forecast({ outlook: "nothing_new" })).toEqual({
      sentence: "The store still holds v6. Put a new key in kv/mcp/stripe, then rotate.",
      blocked: "Nothing new in the store",
    });
  });

  it("says so without a version or a place, too", () => {
    const bare = { outlook: "nothing_new", store: null, serving_version: null, newest_version: null } as const;
    expect(forecast(bare).sentence).toBe("The store still holds the same credential. Put a new key in the store, then rotate.");
  });

  const open: [Forecast["outlook"], string][] = [
    ["new_version", "v7 in kv/mcp/stripe is probed first, then the one live replica takes it over without a restart."],
    [
      "creates",
      "A new credential is created at the provider and probed, then the one live replica takes it over without a restart.",
    ],
    ["refreshes", "The grant is refreshed and the new one probed, then the one live replica takes it over without a restart."],
    [
      "cannot_tell",
      "No replica reports what kv/mcp/stripe holds. If there is nothing new, the rotation stops at its first step and changes nothing.",
    ],
  ];
  it.each(open)("%s can be asked for", (outlook, sentence) => {
    expect(forecast({ outlook, newest_version: "7" })).toEqual({ sentence, blocked: null });
  });
});

it("counts on a replica that comes where none is live", () => {
  const lane = laneDetailFixture({
    replicas: [],
    forecast: { outlook: "creates", store: null, serving_version: null, newest_version: null },
  });
  expect(rotateForecast(lane).sentence).toContain("the first replica that reports takes it over");
});

describe("when the old generation ends unless told otherwise", () => {
  const cases: [string, Partial<LaneDetail>, RetireOld][] = [
    ["revoked: at once, nothing works on it", { health: "revoked" }, "now"],
    ["expired: when the new one is proven", { health: "expired" }, "when_proven"],
    ["ends soon anyway: when the new one is proven", {}, "when_proven"],
    ["its end is unknown: when the new one is proven", { expires_at: null }, "when_proven"],
    ["lives for weeks: a day of overlap", { expires_at: inMinutes(30 * 1_440) }, { after_s: 86_400 }],
    ["never ends: a day of overlap", { expires_at: "never" }, { after_s: 86_400 }],
  ];
  it.each(cases)("%s", (_name, changes, expected) => {
    expect(defaultRetirement(laneDetailFixture(changes), NOW_MS)).toEqual(expected);
  });

  it("asks for the name only before a working credential is ended at once", () => {
    expect(endsWorkingCredential({ health: "healthy" }, "now")).toBe(true);
    expect(endsWorkingCredential({ health: "revoked" }, "now")).toBe(false);
    expect(endsWorkingCredential({ health: "healthy" }, "when_proven")).toBe(false);
  });
});

describe("before a pause", () => {
  it("says that the impact is unknown where the lane is not declared", () => {
    const [first] = pauseConsequence(laneDetailFixture({ declared: false }));
    expect(first).toMatch(/^Blocks an unknown number of tools \(the lane is not declared\)/);
  });

  it("says what stops, what goes on and who is not touched", () => {
    expect(pauseConsequence(laneDetailFixture())).toEqual([
      "Blocks 2 tools on 2 replicas of github-tools; 1,240 calls used it in the last 24 h.",
      "Calls are refused as lane_paused. The credential keeps ageing; alerts keep firing.",
      "github-readonly is unaffected by this lane.",
    ]);
  });

  it("counts the neighbours that it does not name", () => {
    expect(neighbourSentence([])).toBe("This is the only lane of its server.");
    expect(neighbourSentence(["a", "b"])).toBe("a, b are unaffected by this lane.");
    expect(neighbourSentence(["a", "b", "c", "d", "e"])).toBe("a, b, c and 2 more are unaffected by this lane.");
  });
});

describe("before a resume", () => {
  const refuseAt = (minutes: number) => ({ refresh_at: null, warn_at: null, refuse_at: inMinutes(minutes), expires_at: null });
  const cases: [string, Partial<LaneDetail>, string | null][] = [
    ["healthy: the preflight decides", {}, null],
    ["inside the forced-refresh window: refused", { deadlines: refuseAt(-2) }, "Inside the forced-refresh window"],
    ["revoked: refused", { health: "revoked" }, "The credential is revoked"],
    ["expired: refused", { health: "expired" }, "The credential has expired"],
  ];
  it.each(cases)("%s", (_name, changes, blocked) => {
    expect(resumeForecast(laneDetailFixture(changes), NOW_MS).blocked).toBe(blocked);
  });

  it("says how long ago the window began", () => {
    expect(resumeForecast(laneDetailFixture({ deadlines: refuseAt(-2) }), NOW_MS).sentence).toBe(
      "The preflight refuses: the forced-refresh window began 2 min ago. Rotate first.",
    );
  });
});
