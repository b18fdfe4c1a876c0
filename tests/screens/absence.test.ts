import { describe, expect, it } from "vitest";
import { overlays } from "#components/charts/timeline-overlays.ts";
import { timelineLines } from "#components/charts/timeline-text.ts";
import { degradedFacts } from "#components/screens/lane/degraded-facts.ts";
import { describeAbsence } from "#components/screens/overview/describe-absence.ts";
import type { LaneTimeline } from "#lib/contract/timeline.ts";
import { inMinutes, NOW_MS } from "./fixtures/lane.ts";
import { timelineFixture } from "./fixtures/timeline.ts";

const both = ["reception", "clock"] as const;
const absence = (from: number, to: number | null, parts: readonly ("reception" | "clock")[] = both) => ({
  started_at: inMinutes(from),
  ended_at: to === null ? null : inMinutes(to),
  parts: [...parts],
});

describe("Lanekeeper's own absence on the overview", () => {
  it.each([
    ["nothing", [], null],
    [
      "the latest, with what it means",
      [absence(-60, -20)],
      "Lanekeeper was away 01:14–01:54 UTC (40 min). What began and ended meanwhile is recorded and pages nobody, revocations excepted.",
    ],
    [
      "how many came before",
      [absence(-60, -20), absence(-90, -80), absence(-190, -180)],
      "Lanekeeper was away 01:14–01:54 UTC (40 min), and 2 more times in the last day. What began and ended meanwhile is recorded and pages nobody, revocations excepted.",
    ],
    [
      "a short one by its minute",
      [absence(-60, -59.5)],
      "Lanekeeper was away at 01:14 UTC (30 s). What began and ended meanwhile is recorded and pages nobody, revocations excepted.",
    ],
    [
      "that it lasts",
      [absence(-2, null)],
      "Lanekeeper has been away since 02:12 UTC (2 min). What began and ended meanwhile is recorded and pages nobody, revocations excepted.",
    ],
    [
      "that only the clock stood still",
      [absence(-60, -20, ["clock"])],
      "Lanekeeper was away 01:14–01:54 UTC (40 min). Reports were taken all the time.",
    ],
  ])("tells %s", (_, absences, sentence) => expect(describeAbsence(absences, NOW_MS)).toBe(sentence));
});

const window = (changes: Partial<LaneTimeline["degraded"][number]>): LaneTimeline["degraded"][number] => ({
  started_at: inMinutes(-10),
  ended_at: inMinutes(-6),
  reason: "expired",
  generation: 3,
  served: 2,
  refused: 12,
  closed_as: null,
  ...changes,
});

describe("a degraded window in words", () => {
  it("says why, for how long, and what became of the calls", () => {
    expect(degradedFacts(window({}), NOW_MS)).toEqual({
      cause: "Credential expired",
      isOpen: false,
      lastedMs: 240_000,
      counts: "2 served, 12 refused",
    });
  });
  it("lasts to now while it is open", () => {
    expect(degradedFacts(window({ ended_at: null, reason: "paused" }), NOW_MS)).toMatchObject({
      cause: "Paused",
      isOpen: true,
      lastedMs: 600_000,
    });
  });
  it("says that it was none", () => {
    expect(degradedFacts(window({ closed_as: "never_out_of_service" }), NOW_MS).cause).toBe("Was never out of service");
  });
});

describe("the timeline", () => {
  const view = { fromMs: NOW_MS - 3_600_000, toMs: NOW_MS };
  const drawn = (changes: Partial<LaneTimeline>) =>
    overlays(timelineFixture({ transitions: [], entries: [], ...changes }), view, NOW_MS).map(({ kind, label }) => ({
      kind,
      label,
    }));

  it("draws when Lanekeeper was away, and not a window that was none", () => {
    expect(drawn({ absences: [absence(-50, -10)], degraded: [window({ closed_as: "never_out_of_service" })] })).toEqual([
      { kind: "away", label: expect.stringMatching(/^Lanekeeper was away 01:\d\d:\d\d–02:\d\d:\d\d \(40 min\)$/) },
    ]);
  });
  it("tells both in words", () => {
    const lines = timelineLines(
      timelineFixture({ generations: [], absences: [absence(-50, -10)], degraded: [window({})] }),
      NOW_MS,
    );
    expect(lines.map(({ what }) => what)).toEqual(["Degraded window", "Lanekeeper was away"]);
    expect(lines[0]?.facts).toMatch(/4 min; 2 served, 12 refused$/);
  });
});
