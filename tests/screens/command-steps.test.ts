import { describe, expect, it } from "vitest";
import { commandStatus, targetStatus } from "#components/lane/command-status.ts";
import { commandHeadline, commandSteps, targetSentence } from "#components/lane/command-steps.ts";
import { commandTitle } from "#components/lane/command-words.ts";
import { pinnedCommand } from "#components/screens/lane/pinned-command.ts";
import type { CommandView } from "#lib/contract/command.ts";
import { COMMAND_STATUSES } from "#lib/domain/vocabulary.ts";
import { commandFixture, targetAt, targetFixture } from "./fixtures/command.ts";
import { inMinutes, NOW_MS } from "./fixtures/lane.ts";

const CANDIDATE = { number: 7, fingerprint: "7777777777777777" };
const PREVIOUS = { number: 6, fingerprint: "6666666666666666" };
const FINISHED = inMinutes(-1 + 12 / 60);
const headline = (changes: Partial<CommandView>) => commandHeadline(commandFixture(changes), NOW_MS);
const states = (changes: Partial<CommandView>) =>
  commandSteps(commandFixture(changes)).map((step) => `${step.label} ${step.state}`);

describe("steps from click to outcome", () => {
  const cases: [string, Partial<CommandView>, string[]][] = [
    ["queued", {}, ["Queued done", "Delivered current", "Acknowledged ahead", "Succeeded ahead"]],
    [
      "delivered",
      { status: "delivered", targets: [targetAt("delivered")] },
      ["Queued done", "Delivered done", "Acknowledged current", "Succeeded ahead"],
    ],
    [
      "acknowledged",
      { status: "acknowledged", targets: [targetAt("acknowledged")] },
      ["Queued done", "Delivered done", "Acknowledged done", "Succeeded current"],
    ],
    [
      "succeeded",
      { status: "succeeded", finished_at: FINISHED, targets: [targetAt("succeeded")] },
      ["Queued done", "Delivered done", "Acknowledged done", "Succeeded done"],
    ],
    [
      "failed after it was acknowledged",
      { status: "failed", finished_at: FINISHED, targets: [targetAt("acknowledged")] },
      ["Queued done", "Delivered done", "Acknowledged done", "Failed failed"],
    ],
    [
      "timed out is unknown, not failed",
      { status: "timed_out", targets: [targetAt("delivered")] },
      ["Queued done", "Delivered done", "Acknowledged ahead", "State unknown unknown"],
    ],
    ["never delivered", { status: "expired" }, ["Queued done", "Delivered ahead", "Acknowledged ahead", "Expired failed"]],
    ["replaced", { status: "superseded" }, ["Queued done", "Delivered ahead", "Acknowledged ahead", "Replaced failed"]],
    ["cancelled", { status: "cancelled" }, ["Queued done", "Delivered ahead", "Acknowledged ahead", "Cancelled failed"]],
  ];
  it.each(cases)("%s", (_name, changes, expected) => {
    expect(states(changes)).toEqual(expected);
  });

  it("times each step from the click", () => {
    const steps = commandSteps(commandFixture({ status: "succeeded", finished_at: FINISHED, targets: [targetAt("succeeded")] }));
    expect(steps.map((step) => step.note)).toEqual(["02:13:07", "+0.4 s", "+1.1 s", "+12.0 s"]);
  });

  it("takes no time from a replica that is gone", () => {
    const gone = { ...targetAt("delivered", "web2-11aa"), status: "gone" as const };
    expect(states({ targets: [gone, targetFixture()] })[1]).toBe("Delivered current");
  });
});

describe("Lanekeeper's own stop", () => {
  const contained = {
    requested_by: "lanekeeper",
    requested_by_kind: "system" as const,
    reason: "refused although it worked before",
  };

  it("is told as containment with its reason, never as someone's pause", () => {
    expect(commandTitle(commandFixture(contained))).toBe("Contained by Lanekeeper");
    expect(headline(contained)).toBe(
      "Contained by Lanekeeper: refused although it worked before. Not yet confirmed by every replica.",
    );
    expect(headline({ ...contained, status: "succeeded", finished_at: FINISHED, targets: [targetAt("succeeded")] })).toBe(
      "Contained by Lanekeeper: refused although it worked before. Confirmed by web1-9c2e; only a person resumes the lane.",
    );
    for (const status of COMMAND_STATUSES) expect(headline({ ...contained, status })).not.toMatch(/pause/i);
  });

  it("is no other command of Lanekeeper's", () => {
    expect(commandTitle(commandFixture({ ...contained, kind: "resume" }))).toBe("Resume");
    expect(headline({ ...contained, kind: "resume" })).toBe("Resume queued 02:13:07 by Lanekeeper. Not delivered yet.");
  });
});

describe("what is said of each state", () => {
  const rotate = { kind: "rotate", candidate: CANDIDATE, previous: PREVIOUS } as const;
  const cases: [string, Partial<CommandView>, string][] = [
    ["queued", {}, "Pause queued 02:13:07 by mara. Not delivered yet."],
    [
      "queued without a live replica",
      { targets: [] },
      "Pause queued 02:13:07 by mara. No replica is live; it takes hold when one reports.",
    ],
    [
      "delivered to one",
      { status: "delivered", targets: [targetAt("delivered")] },
      "Pause delivered to web1-9c2e; waiting for the acknowledgement.",
    ],
    [
      "acknowledged by one of two",
      { status: "acknowledged", targets: [targetAt("succeeded"), targetAt("acknowledged", "web2-11aa")] },
      "Pausing: confirmed by 1 of 2 replicas.",
    ],
    [
      "rotating, second step",
      { ...rotate, status: "acknowledged", phase: "adopt", targets: [targetAt("acknowledged")] },
      "Rotating… step 2 of 3: every replica takes it over.",
    ],
    [
      "paused",
      { status: "succeeded", finished_at: FINISHED, targets: [targetAt("succeeded")] },
      "Paused 02:13:19, confirmed by web1-9c2e.",
    ],
    [
      "rotated and proven",
      { ...rotate, status: "succeeded", finished_at: FINISHED, closed_as: "proven" },
      "Rotated: generation 7 live 02:13:19; generation 6 proven dead.",
    ],
    [
      "rotated, the old one ends by its date",
      { ...rotate, status: "succeeded", finished_at: FINISHED, closed_as: "natural" },
      "Rotated: generation 7 live 02:13:19; generation 6 ends by its date.",
    ],
    [
      "rotated, both still valid",
      { ...rotate, status: "succeeded", phase: "retire_old", finished_at: FINISHED },
      "Rotated: generation 7 live 02:13:19; generation 6 is not yet confirmed dead.",
    ],
    [
      "counts the replicas of the phase that runs",
      {
        ...rotate,
        status: "delivered",
        phase: "adopt",
        targets: [
          { ...targetAt("succeeded"), phase: "prepare" },
          { ...targetAt("delivered", "web2-11aa"), phase: "adopt" },
        ],
      },
      "Rotate delivered to web2-11aa; waiting for the acknowledgement.",
    ],
    [
      "failed with the server's own words",
      {
        ...rotate,
        status: "failed",
        targets: [targetFixture({ status: "failed", code: "probe_refused", detail: "The probe was refused" })],
      },
      "Rotate failed: The probe was refused",
    ],
    [
      "failed with a code only",
      { status: "failed", targets: [], code: "store_unreachable" },
      "Pause failed: the store cannot be reached",
    ],
    [
      "a probe that found the credential dead",
      {
        kind: "probe",
        status: "failed",
        targets: [targetFixture({ status: "failed", code: "credential_revoked", detail: "worked_before" })],
      },
      "The provider refuses the credential: refused although it worked before and should still live",
    ],
    ["replaced", { status: "superseded" }, "Pause was replaced by a newer command."],
    ["never run", { ...rotate, status: "expired" }, "Rotate was not run: no replica took it in time."],
    ["no one left", { status: "gone" }, "Pause had no one left to run it: every replica it was for has stopped."],
  ];
  it.each(cases)("%s", (_name, changes, expected) => {
    expect(headline(changes)).toBe(expected);
  });

  it("claims neither success nor failure where no answer came", () => {
    const silent: Partial<CommandView> = {
      ...rotate,
      status: "timed_out",
      finished_at: inMinutes(-1 + 30.4 / 60),
      targets: [targetAt("delivered")],
    };
    expect(headline(silent)).toBe("No answer for 30 s. State unknown: generation 7 may or may not be live.");
    expect(headline({ ...silent, kind: "pause" })).toBe(
      "No answer for 30 s. State unknown: the lane may or may not be paused there.",
    );
  });
});

it("says what each replica did and when", () => {
  const command = commandFixture();
  expect(targetSentence(command, targetAt("acknowledged"))).toBe("acknowledged 02:13:08 (+1.1 s)");
  expect(targetSentence(command, targetFixture({ status: "timed_out", phase: "prepare" }))).toBe(
    "no answer, state unknown, step 1 of 3 02:13:07 (+0.0 s)",
  );
});

describe("a probe is told as what it found", () => {
  const answered = (replica: string, code: string | null, detail: string | null = null) =>
    targetFixture({ ...targetAt("succeeded", replica), status: code === null ? "succeeded" : "failed", code, detail });
  const probe = (status: CommandView["status"], ...targets: CommandView["targets"]) =>
    commandFixture({ kind: "probe", status, finished_at: FINISHED, targets });
  const works = answered("web1-9c2e", null);
  const refused = answered("web2-11aa", "credential_revoked", "worked_before");
  const unable = answered("web3-22bb", "probe_unavailable", "no probe is declared");
  const cases: [string, CommandView, string, string, string][] = [
    ["the key works", probe("succeeded", works), "Key works", "done", "The provider accepts the credential: web1-9c2e tried it."],
    [
      "the key is refused",
      probe("failed", refused),
      "Key refused",
      "failed",
      "The provider refuses the credential: refused although it worked before and should still live",
    ],
    [
      "one of two is refused",
      probe("succeeded", works, refused),
      "Key refused",
      "failed",
      "The provider refuses the credential: refused although it worked before and should still live. So say 1 of 2 replicas.",
    ],
    [
      "one of two could not tell",
      probe("succeeded", works, unable),
      "Key works",
      "done",
      "The provider accepts the credential. So say 1 of 2 replicas.",
    ],
    [
      "nobody could tell",
      probe("failed", unable),
      "Could not tell",
      "unknown",
      "It could not be told whether the credential works: no probe is declared",
    ],
    [
      "nobody answered",
      probe("timed_out", { ...targetAt("delivered"), status: "timed_out" }),
      "Could not tell",
      "unknown",
      "No answer for 12 s. It could not be told whether the credential works.",
    ],
    ["nobody took it", probe("expired"), "Expired", "failed", "Probe was not run: no replica took it in time."],
    [
      "it goes on",
      commandFixture({ kind: "probe", status: "delivered", targets: [targetAt("delivered")] }),
      "Delivered",
      "ahead",
      "Probe delivered to web1-9c2e; waiting for the acknowledgement.",
    ],
  ];
  it.each(cases)("%s", (_name, command, word, state, sentence) => {
    expect(commandStatus(command).word).toBe(word);
    expect(commandSteps(command).at(-1)?.state).toBe(state);
    expect(commandHeadline(command, NOW_MS)).toBe(sentence);
  });

  it("by each replica too", () => {
    const command = probe("failed", works, refused);
    expect(command.targets.map((target) => targetSentence(command, target))).toEqual([
      "key works 02:13:19 (+12.0 s)",
      "key refused 02:13:19 (+12.0 s)",
    ]);
    expect(command.targets.map((target) => targetStatus("probe", target).tone)).toEqual(["ok", "crit"]);
    expect(targetStatus("pause", refused).word).toBe("Failed");
  });
});

describe("what stays pinned", () => {
  const finished = (status: CommandView["status"], minutes: number) =>
    commandFixture({ status, finished_at: inMinutes(-minutes) });
  const cases: [string, CommandView | null, CommandView | null, boolean][] = [
    ["a command under way", commandFixture(), null, true],
    ["nothing was ever asked", null, null, false],
    ["a success of a minute ago", null, finished("succeeded", 1), true],
    ["a success of ten minutes ago", null, finished("succeeded", 10), false],
    ["a failure of ten minutes ago", null, finished("failed", 10), true],
    ["an unknown outcome of two hours ago", null, finished("timed_out", 120), false],
  ];
  it.each(cases)("%s", (_name, open, latest, pinned) => {
    expect(pinnedCommand(open, latest, NOW_MS) !== null).toBe(pinned);
  });
});
