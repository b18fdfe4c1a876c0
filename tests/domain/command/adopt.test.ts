import { describe, expect, test } from "vitest";
import { ageTarget } from "#lib/domain/command/age-target.ts";
import { nextStep, rotationStatus } from "#lib/domain/command/next-step.ts";
import type { Rotation, RotationStep, RotationTarget } from "#lib/domain/command/rotation.ts";
import type { CommandStatus } from "#lib/domain/vocabulary.ts";
import { at, generation } from "#tests/domain/support/facts.ts";
import { NEW, NOW, replica, rotation, target } from "./support/rotation.ts";

const WAIT: RotationStep = { step: "wait", until: null };
const OVERLAP: RotationStep = { step: "overlap" };
const adopting = (given: Partial<Rotation>) => rotation({ phase: "adopt", candidate: NEW, ...given });
const both = (one: CommandStatus, two: CommandStatus) => [target("one", "adopt", one), target("two", "adopt", two)];
const LATE = { startedAt: NOW };
const old = replica("two");
const done = [replica("one", { serving: NEW }), replica("two", { serving: NEW })];

describe("while it is adopted", () => {
  test.each<[name: string, given: Partial<Rotation>, step: RotationStep, status: CommandStatus]>([
    ["it waits for everybody", { targets: both("succeeded", "delivered") }, WAIT, "delivered"],
    [
      "nobody else adopts a candidate that died meanwhile",
      { targets: both("succeeded", "delivered"), isCandidateDead: true },
      { step: "end", status: "failed", code: "candidate_dead" },
      "delivered",
    ],
    [
      "nor is the old one ended at once for it",
      { targets: both("succeeded", "delivered"), isCandidateDead: true, retireOld: "now", fleet: done },
      { step: "end", status: "failed", code: "candidate_dead" },
      "delivered",
    ],
    ["it waits for an answer that is late", { targets: both("succeeded", "timed_out") }, WAIT, "timed_out"],
    ["it goes on where one could not, until the others have", { targets: both("failed", "queued") }, WAIT, "queued"],
    ["it has failed where one could not", { targets: both("failed", "succeeded") }, { step: "end", status: "failed" }, "failed"],
    [
      "the old one overlaps once all serve the new one",
      { targets: both("succeeded", "succeeded"), fleet: done },
      OVERLAP,
      "succeeded",
    ],
    [
      "one that came later and could not adopt fails nobody else's",
      {
        targets: [target("one", "adopt", "succeeded"), target("two", "adopt", "failed", LATE)],
        fleet: [...done.slice(0, 1), old],
      },
      OVERLAP,
      "succeeded",
    ],
    [
      "a workstation that could not adopt fails nothing either",
      { targets: [target("one", "adopt", "succeeded"), target("two", "adopt", "failed", { workstation: true })], fleet: done },
      OVERLAP,
      "succeeded",
    ],
    [
      "a workstation that does not answer is not waited for",
      {
        targets: [target("one", "adopt", "succeeded"), target("two", "adopt", "delivered", { workstation: true })],
        fleet: [...done.slice(0, 1), replica("two", { workstation: true })],
      },
      OVERLAP,
      "succeeded",
    ],
    [
      "a workstation that serves it is no fleet that does",
      {
        targets: [target("one", "adopt", "gone"), target("two", "adopt", "succeeded", { workstation: true })],
        fleet: [replica("two", { workstation: true, serving: NEW })],
      },
      { step: "end", status: "failed" },
      "failed",
    ],
    [
      "where nobody was there to begin with, whoever came counts",
      { targets: [target("one", "adopt", "succeeded", LATE), target("two", "adopt", "failed", LATE)], fleet: done },
      { step: "end", status: "failed" },
      "failed",
    ],
    [
      "a pause changes nothing of that",
      { paused: true, targets: both("succeeded", "succeeded"), fleet: done },
      OVERLAP,
      "succeeded",
    ],
    [
      "those that are gone are not waited for",
      { targets: both("succeeded", "gone"), fleet: done.slice(0, 1) },
      OVERLAP,
      "succeeded",
    ],
    [
      "it has failed where all are gone",
      { targets: both("gone", "gone"), fleet: [] },
      { step: "end", status: "failed" },
      "failed",
    ],
    [
      "it has not failed where another one serves it by itself",
      { targets: both("gone", "gone"), fleet: [replica("three", { serving: NEW })] },
      OVERLAP,
      "failed",
    ],
    ["nobody was there, and one came that serves it by itself", { targets: [], fleet: done.slice(0, 1) }, OVERLAP, "queued"],
    ["it waits for somebody to come", { targets: [], fleet: [] }, WAIT, "queued"],
    ["it expires where nobody came", { targets: [], fleet: [], expiresAt: NOW }, { step: "end", status: "expired" }, "expired"],
    [
      "one that came with the old generation joins",
      { targets: both("succeeded", "succeeded"), fleet: [...done, replica("three")] },
      { step: "join", replicas: ["three"] },
      "succeeded",
    ],
    [
      "a pause holds that, too",
      { paused: true, targets: both("succeeded", "queued"), fleet: [...done, replica("three")] },
      WAIT,
      "queued",
    ],
    [
      "one that came with the new generation is fine",
      { targets: both("succeeded", "succeeded"), fleet: [...done, replica("three", { serving: NEW })] },
      OVERLAP,
      "succeeded",
    ],
    [
      "one that came with something newer is left alone",
      { targets: both("succeeded", "succeeded"), fleet: [...done, replica("three", { serving: generation(5) })] },
      OVERLAP,
      "succeeded",
    ],
    [
      "one that has loaded nothing yet is left alone",
      { targets: both("succeeded", "succeeded"), fleet: [...done, replica("three", { serving: null })] },
      OVERLAP,
      "succeeded",
    ],
  ])("%s", (_, given, step, status) => {
    expect(nextStep(adopting(given), NOW)).toEqual(step);
    expect(rotationStatus(adopting(given), NOW)).toBe(status);
  });
});

describe("a target", () => {
  const live = { fleet: [replica("one"), replica("two")] };
  const gone = { fleet: [replica("two")] };
  const serving = { fleet: [replica("one", { serving: NEW })] };
  test.each<[name: string, target: RotationTarget, given: Partial<Rotation>, status: CommandStatus]>([
    ["of a replica that stopped is gone", target("one", "adopt", "acknowledged"), gone, "gone"],
    ["that has ended stays so", target("one", "adopt", "failed"), gone, "failed"],
    ["is late without an acknowledgement", target("one", "adopt", "delivered", { deliveredAt: at(570) }), live, "timed_out"],
    ["is late without an outcome", target("one", "adopt", "acknowledged", { acknowledgedAt: at(480) }), live, "timed_out"],
    ["expires where nobody fetched it", target("one", "prepare", "queued"), { ...live, expiresAt: NOW }, "expired"],
    ["that joined late has its own time", target("one", "adopt", "queued"), { ...live, expiresAt: NOW }, "queued"],
    [
      "that a pause holds does not expire",
      target("one", "adopt", "queued", { queuedAt: at(-900) }),
      { ...live, expiresAt: NOW, paused: true },
      "queued",
    ],
    ["whose replica is back is asked again", target("one", "adopt", "gone"), live, "queued"],
    [
      "whose answer was lost has succeeded where the replica serves it",
      target("one", "adopt", "timed_out"),
      serving,
      "succeeded",
    ],
    ["that was gone has succeeded where the replica serves it", target("one", "adopt", "gone"), serving, "succeeded"],
    ["that failed to adopt is not corrected by what is seen", target("one", "adopt", "failed"), serving, "failed"],
    [
      "of a former holder that is back stays late",
      target("one", "prepare", "gone"),
      { ...live, targets: [target("one", "prepare", "gone"), target("two", "prepare", "delivered", { fence: 2 })] },
      "timed_out",
    ],
    [
      "of a holder that is back is asked again",
      target("one", "prepare", "gone"),
      { ...live, targets: [target("one", "prepare", "gone")] },
      "queued",
    ],
    [
      "that another retires meanwhile stays late",
      target("one", "retire_old", "gone"),
      { ...live, targets: [target("one", "retire_old", "gone"), target("two", "retire_old", "delivered")] },
      "timed_out",
    ],
    [
      "of one that was to retire and is back is asked again",
      target("one", "retire_old", "gone"),
      { ...live, targets: [target("one", "retire_old", "gone")] },
      "queued",
    ],
  ])("%s", (_, one, given, status) => expect(ageTarget(one, adopting({ targets: [one], ...given }), NOW)).toBe(status));
});
