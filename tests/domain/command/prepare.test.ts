import { describe, expect, test } from "vitest";
import { nextStep, rotationStatus } from "#lib/domain/command/next-step.ts";
import { choosePreparer, unusedCandidates } from "#lib/domain/command/prepare.ts";
import type { Rotation, RotationStep } from "#lib/domain/command/rotation.ts";
import type { CommandStatus } from "#lib/domain/vocabulary.ts";
import { at, generation } from "#tests/domain/support/facts.ts";
import { NEW, NOW, replica, rotation, target } from "./support/rotation.ts";

const WAIT: RotationStep = { step: "wait", until: null };
const ADOPT: RotationStep = { step: "adopt", candidate: NEW };
const asks = (by: string, fence: number, withdrawnFrom: string | null = null): RotationStep => ({
  step: "prepare",
  by,
  fence,
  withdrawnFrom,
});
const OTHER = generation(5);
const lateOne = target("one", "prepare", "succeeded", { fence: 1, named: OTHER });
const holds = (status: CommandStatus, given = {}) => target("two", "prepare", status, { fence: 2, ...given });
const alone = { fleet: [replica("one")] };

describe("the lease of preparing", () => {
  test.each<[name: string, given: Partial<Rotation>, step: RotationStep, status: CommandStatus]>([
    ["is given to the first that is there", {}, asks("one", 1), "queued"],
    ["waits for a replica to come", { fleet: [] }, WAIT, "queued"],
    ["ends with its time where none came", { fleet: [], expiresAt: NOW }, { step: "end", status: "expired" }, "expired"],
    ["stays with whoever works on it", { targets: [target("one", "prepare", "acknowledged")] }, WAIT, "acknowledged"],
    ["stays with whoever has just got it", { targets: [target("one", "prepare", "queued")] }, WAIT, "queued"],
    [
      "is taken back where it never arrived",
      { targets: [target("one", "prepare", "queued", { queuedAt: at(570) })] },
      asks("two", 2, "one"),
      "queued",
    ],
    [
      "stays where it has not arrived and nobody else is there",
      { ...alone, targets: [target("one", "prepare", "queued", { queuedAt: at(570) })] },
      WAIT,
      "queued",
    ],
    ["is handed on from one that is late", { targets: [target("one", "prepare", "timed_out")] }, asks("two", 2), "queued"],
    ["is handed on from one that is gone", { targets: [target("one", "prepare", "gone")] }, asks("two", 2), "queued"],
    [
      "waits for a late answer where nobody else is there",
      { ...alone, targets: [target("one", "prepare", "timed_out")] },
      WAIT,
      "timed_out",
    ],
    [
      "is handed on from one that cannot",
      { targets: [target("one", "prepare", "failed", { code: "unsupported" })] },
      asks("two", 2),
      "queued",
    ],
    [
      "is handed on no more when its time is over",
      { targets: [target("one", "prepare", "timed_out")], expiresAt: NOW },
      WAIT,
      "timed_out",
    ],
    [
      "ends with a failure",
      { targets: [target("one", "prepare", "failed", { code: "no_new_version" })] },
      { step: "end", status: "failed" },
      "failed",
    ],
    [
      "ends when it is cancelled",
      { targets: [target("one", "prepare", "cancelled")] },
      { step: "end", status: "cancelled" },
      "cancelled",
    ],
    [
      "ends when nobody fetched it",
      { targets: [target("one", "prepare", "expired")] },
      { step: "end", status: "expired" },
      "expired",
    ],
    ["brings the candidate of its holder", { targets: [target("one", "prepare", "succeeded")] }, ADOPT, "acknowledged"],
    [
      "brings nothing that nobody names",
      { targets: [target("one", "prepare", "succeeded", { named: null })] },
      WAIT,
      "acknowledged",
    ],
    [
      "brings a candidate that a pause holds",
      { paused: true, targets: [target("one", "prepare", "succeeded")] },
      { step: "hold", candidate: NEW },
      "acknowledged",
    ],
  ])("%s", (_, given, step, status) => {
    expect(nextStep(rotation(given), NOW)).toEqual(step);
    expect(rotationStatus(rotation(given), NOW)).toBe(status);
  });
});

describe("a late answer of a former holder", () => {
  test.each<[name: string, targets: Rotation["targets"], step: RotationStep]>([
    ["does not overtake the one that holds it now", [lateOne, holds("acknowledged")], WAIT],
    ["is not used where the one that holds it now has answered", [lateOne, holds("succeeded")], ADOPT],
    [
      "is used where the one that holds it now fails",
      [lateOne, holds("failed", { code: "create_failed" })],
      { step: "adopt", candidate: OTHER },
    ],
    ["is used where the one that holds it now is late, too", [lateOne, holds("timed_out")], { step: "adopt", candidate: OTHER }],
    ["of a failure does not end the rotation", [target("one", "prepare", "failed"), holds("delivered")], WAIT],
  ])("%s", (_, targets, step) => expect(nextStep(rotation({ targets }), NOW)).toEqual(step));

  test("leaves a candidate that a person is to retire, unless it is the one in use", () => {
    const both = rotation({ targets: [lateOne, holds("succeeded")] });
    expect(unusedCandidates(both, NEW).map(({ replica: id }) => id)).toEqual(["one"]);
    expect(unusedCandidates(rotation({ targets: [target("one", "prepare", "succeeded"), holds("succeeded")] }), NEW)).toEqual([]);
  });
});

test("a replica that can do more of it prepares first, and none is asked twice", () => {
  const fleet = [replica("blind", { capabilities: [] }), replica("able"), replica("seeing", { capabilities: ["probe"] })];
  const order: string[] = [];
  for (
    let next = choosePreparer(fleet, []);
    next;
    next = choosePreparer(
      fleet,
      order.map((id) => ({ replica: id })),
    )
  )
    order.push(next.id);
  expect(order).toEqual(["able", "seeing", "blind"]);
});

test("a workstation beside services prepares nothing, though none of them is there", () => {
  const laptop = replica("laptop", { workstation: true });
  const service = replica("service", { capabilities: [] });
  expect(choosePreparer([laptop, service], [])?.id).toBe("service");
  expect(choosePreparer([laptop, service], [{ replica: "service" }])).toBe(null);
  expect(choosePreparer([laptop], [])).toBe(null);
});
