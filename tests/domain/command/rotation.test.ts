import { describe, expect, test } from "vitest";
import { nextStep } from "#lib/domain/command/next-step.ts";
import type { OldGeneration, Rotation, RotationStep } from "#lib/domain/command/rotation.ts";
import { at, HOUR, START } from "#tests/domain/support/facts.ts";
import { alive, NEW, NOW, replica, rotation, target } from "./support/rotation.ts";

const done = [replica("one", { serving: NEW }), replica("two", { serving: NEW })];
const adopted = [target("one", "adopt", "succeeded"), target("two", "adopt", "succeeded")];
const overlap = (given: Partial<Rotation>): Rotation =>
  rotation({ phase: "retire_old", candidate: NEW, adoptedAt: at(500), fleet: done, targets: adopted, ...given });
const unable = { fleet: done.map((one) => ({ ...one, capabilities: [] })) };
const old = (given: Partial<OldGeneration>): Partial<Rotation> => ({ old: { ...alive, ...given } });
const asked = (...targets: Rotation["targets"]) => ({ targets: [...adopted, ...targets] });
const step = (given: Partial<Rotation>): RotationStep => nextStep(overlap(given), NOW);

describe("an overlap closes when", () => {
  test.each<[name: string, given: Partial<Rotation>, closedAs: "proven" | "natural" | "attested"]>([
    ["there was no old one, as where a grant was only refreshed", { old: null }, "proven"],
    ["its hook retired it", { ...unable, ...old({ retired: "automatic" }) }, "proven"],
    ["the provider says that it is revoked", old({ verdict: "revoked" }), "proven"],
    ["the replica that was asked has retired it", asked(target("one", "retire_old", "succeeded")), "proven"],
    [
      "another one retired it after the first was gone",
      asked(target("one", "retire_old", "gone"), target("two", "retire_old", "succeeded")),
      "proven",
    ],
    ["it is revoked before its end", old({ expiresAt: at(700), verdict: "revoked" }), "proven"],
    [
      "it is retired, though a workstation still serves it",
      {
        ...asked(target("one", "retire_old", "succeeded"), target("laptop", "adopt", "failed", { workstation: true })),
        fleet: [...done, replica("laptop", { workstation: true })],
      },
      "proven",
    ],
    ["its time is over", old({ expiresAt: NOW }), "natural"],
    ["the provider says that it expired", old({ verdict: "expired", expiresAt: null }), "natural"],
    ["a server says that it ended by itself", old({ expiresAt: null, retired: "natural" }), "natural"],
    ["its time is over before it was to be retired", { retireOld: { after_s: 3_600 }, ...old({ expiresAt: NOW }) }, "natural"],
    ["an operator attests it", { ...unable, ...old({ retired: "manual" }) }, "attested"],
    ["an operator attests it although its time is over", old({ expiresAt: NOW, retired: "manual" }), "attested"],
  ])("%s", (_, given, closedAs) => expect(step(given)).toEqual({ step: "close", closedAs }));

  test.each<[name: string, given: Partial<OldGeneration>]>([
    ["revoked", { verdict: "revoked" }],
    ["at its end", { expiresAt: NOW }],
    ["attested", { retired: "manual" }],
  ])("no live replica serves the old one, though it is %s", (_, given) => {
    const late = { fleet: [...done, replica("three")], targets: [...adopted, target("three", "adopt", "timed_out")] };
    expect(step({ ...late, ...old(given) }).step).toBe("wait");
  });
});

describe("the old generation is retired", () => {
  test.each<[name: string, given: Partial<Rotation>, by: string]>([
    ["now", { retireOld: "now" }, "one"],
    ["when the new one is proven", { retireOld: "when_proven" }, "one"],
    ["after a time that has passed", { retireOld: { after_s: 100 } }, "one"],
    ["at once where nobody knows since when it overlaps", { adoptedAt: null }, "one"],
    ["by another replica where the first is gone", asked(target("one", "retire_old", "gone")), "two"],
    [
      "by another replica where the first does not hold it",
      asked(target("one", "retire_old", "failed", { code: "old_unknown" })),
      "two",
    ],
    ["by the one that can", { fleet: [replica("one", { serving: NEW, capabilities: ["probe"] }), ...done.slice(1)] }, "two"],
    [
      "though a workstation still serves it",
      {
        fleet: [...done, replica("laptop", { workstation: true })],
        targets: [...adopted, target("laptop", "adopt", "failed", { workstation: true })],
      },
      "one",
    ],
    ["by no workstation", { fleet: [replica("laptop", { workstation: true, serving: NEW }), ...done] }, "one"],
    ["by one that cut over rather than one that came later", { fleet: [replica("three", { serving: NEW }), ...done] }, "one"],
  ])("%s", (_, given, by) => expect(step(given)).toEqual({ step: "retire_old", by }));

  test("now: as soon as one replica serves the new one, while the others still adopt", () => {
    const half = { phase: "adopt" as const, retireOld: "now" as const, fleet: [...done.slice(0, 1), replica("two")] };
    const targets = [target("one", "adopt", "succeeded"), target("two", "adopt", "delivered")];
    expect(step({ ...half, targets })).toEqual({ step: "retire_old", by: "one" });
    expect(step({ ...half, targets: [...targets, target("one", "retire_old", "delivered")] }).step).toBe("wait");
    expect(step({ ...half, retireOld: "when_proven", targets }).step).toBe("wait");
    expect(step({ ...half, ...old({ isShared: true }), targets }).step).toBe("wait");
  });

  test("by nobody while a replica that came late still serves it", () => {
    const late = { fleet: [...done, replica("three")] };
    expect(step(late)).toEqual({ step: "join", replicas: ["three"] });
    expect(step({ ...late, targets: [...adopted, target("three", "adopt", "delivered")] }).step).toBe("wait");
    expect(step({ ...late, paused: true }).step).toBe("wait");
  });
});

test("an overlap ends no old generation for a new one that died meanwhile, and waits for the next rotation", () => {
  expect(step({ isCandidateDead: true })).toEqual({ step: "wait", until: null });
  expect(step({ isCandidateDead: true, fleet: [...done, replica("three")] })).toEqual({ step: "wait", until: null });
});

describe("an overlap waits for", () => {
  test.each<[name: string, given: Partial<Rotation>, until: number | null]>([
    ["its time to be retired", { retireOld: { after_s: 101 } }, at(601)],
    ["its end, where nothing can retire it", { ...unable, ...old({ expiresAt: START + HOUR }) }, START + HOUR],
    ["whichever comes first: its retirement", { retireOld: { after_s: 200 }, ...old({ expiresAt: at(900) }) }, at(700)],
    ["whichever comes first: its end", { retireOld: { after_s: 900 }, ...old({ expiresAt: at(900) }) }, at(900)],
    [
      "its end, while a replica retires it",
      { ...asked(target("one", "retire_old", "delivered")), ...old({ expiresAt: at(900) }) },
      at(900),
    ],
    [
      "its end, where the replica could not retire it",
      { ...asked(target("one", "retire_old", "failed")), ...old({ expiresAt: at(900) }) },
      at(900),
    ],
    ["the other lane that still serves it", old({ isShared: true }), null],
    ["an operator, where it never ends and nothing retires it", unable, null],
    ["an operator, where nobody knows its end", { ...unable, ...old({ expiresAt: null }) }, null],
    [
      "an operator, where the replica could not retire it",
      asked(target("one", "retire_old", "failed", { code: "retire_failed" })),
      null,
    ],
    ["an operator, where the replica did not answer", asked(target("one", "retire_old", "timed_out")), null],
  ])("%s", (_, given, until) => expect(step(given)).toEqual({ step: "wait", until }));
});
