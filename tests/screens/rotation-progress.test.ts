import { describe, expect, it } from "vitest";
import { rotationProgress } from "#components/lane/rotation-progress.ts";
import { mayAttest, retirementStory } from "#components/screens/lane/generation-story.ts";
import type { CommandTarget, CommandView } from "#lib/contract/command.ts";
import { commandFixture, targetFixture } from "./fixtures/command.ts";
import { inMinutes, laneDetailFixture } from "./fixtures/lane.ts";

const target = (replica: string, phase: CommandTarget["phase"], status: CommandTarget["status"]): CommandTarget =>
  targetFixture({ replica, phase, status });
const rotate = (changes: Partial<CommandView>): CommandView =>
  commandFixture({ kind: "rotate", phase: "prepare", status: "queued", ...changes });
const told = (changes: Partial<CommandView>) => rotationProgress(rotate(changes)).map(({ state, note }) => [state, note]);
const adopted = [
  target("web-1", "prepare", "succeeded"),
  target("web-1", "adopt", "succeeded"),
  target("web-2", "adopt", "gone"),
];

describe("the phases of a rotation", () => {
  it.each<[name: string, changes: Partial<CommandView>, expected: [state: string, note: string | null][]]>([
    [
      "wait for a replica",
      { targets: [] },
      [
        ["current", "waits for a replica"],
        ["ahead", null],
        ["ahead", null],
      ],
    ],
    [
      "tell who prepares, and who did not",
      { targets: [target("web-1", "prepare", "timed_out"), target("web-2", "prepare", "delivered")] },
      [
        ["current", "web-2, handed on from web-1"],
        ["ahead", null],
        ["ahead", null],
      ],
    ],
    [
      "tell that a pause holds what is ready",
      {
        status: "acknowledged",
        candidate: { number: 4, fingerprint: "4444444444444444" },
        targets: [target("web-1", "prepare", "succeeded")],
      },
      [
        ["current", "web-1, ready: a pause holds it"],
        ["ahead", null],
        ["ahead", null],
      ],
    ],
    [
      "count those that have adopted, and those that are gone",
      { phase: "adopt", targets: [...adopted, target("web-3", "adopt", "delivered")] },
      [
        ["done", "web-1"],
        ["current", "1 of 2 replicas, 1 gone"],
        ["ahead", null],
      ],
    ],
    [
      "say what `now` means",
      { phase: "adopt", retire_old: "now", targets: adopted },
      [
        ["done", "web-1"],
        ["current", "1 of 1 replica, 1 gone"],
        ["ahead", "as soon as one replica serves the new one"],
      ],
    ],
    [
      "wait for the end of the old one",
      { phase: "retire_old", status: "succeeded", targets: adopted },
      [
        ["done", "web-1"],
        ["done", "1 of 1 replica, 1 gone"],
        ["current", "waits for its end, or an operator's word"],
      ],
    ],
    [
      "tell who could not end the old one",
      { phase: "retire_old", status: "succeeded", targets: [...adopted, target("web-1", "retire_old", "failed")] },
      [
        ["done", "web-1"],
        ["done", "1 of 1 replica, 1 gone"],
        ["current", "web-1 could not"],
      ],
    ],
    [
      "close as an operator attests",
      { phase: "retire_old", status: "succeeded", closed_as: "attested", targets: adopted },
      [
        ["done", "web-1"],
        ["done", "1 of 1 replica, 1 gone"],
        ["done", "attested by an operator"],
      ],
    ],
    [
      "never end silently",
      { phase: "retire_old", status: "succeeded", code: "superseded", targets: adopted },
      [
        ["done", "web-1"],
        ["done", "1 of 1 replica, 1 gone"],
        ["unknown", "not confirmed: the next rotation began"],
      ],
    ],
    [
      "end where one failed",
      { status: "failed", targets: [target("web-1", "prepare", "failed")] },
      [
        ["failed", "web-1"],
        ["ahead", null],
        ["ahead", null],
      ],
    ],
    [
      "are unknown where nobody answers",
      { status: "timed_out", targets: [target("web-1", "prepare", "timed_out")] },
      [
        ["unknown", "web-1"],
        ["ahead", null],
        ["ahead", null],
      ],
    ],
  ])("%s", (_, changes, expected) => expect(told(changes)).toEqual(expected));

  it("are none where nothing rotates", () => {
    expect(rotationProgress(commandFixture({ kind: "pause", phase: null }))).toEqual([]);
  });
});

describe("an old generation", () => {
  const [serving] = laneDetailFixture().generations;
  if (!serving) throw new Error("the fixture has no generation");
  const old = { ...serving, number: 2, fingerprint: "2222222222222222", state: "standby" as const, serving_replicas: 0 };

  it("may be attested dead where nobody serves it and nothing else tells", () => {
    const lane = laneDetailFixture();
    expect(mayAttest(lane, old)).toBe(true);
    expect(mayAttest(lane, { ...old, state: "candidate" })).toBe(true);
    for (const state of ["expired", "revoked", "retired"] as const) expect(mayAttest(lane, { ...old, state })).toBe(false);
    expect(mayAttest(lane, { ...old, serving_replicas: 1 })).toBe(false);
    expect(mayAttest(lane, serving)).toBe(false);
  });

  it("says whose word its end is", () => {
    const told = (retirement: "automatic" | "natural" | "manual") =>
      retirementStory({ ...old, state: "retired", retired_at: inMinutes(-1), retirement });
    expect([told("automatic"), told("natural"), told("manual")]).toEqual([
      "ended by the server, the end is confirmed",
      "ended by its date",
      "attested dead by an operator",
    ]);
  });
});
