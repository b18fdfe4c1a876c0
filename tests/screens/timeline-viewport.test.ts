import { describe, expect, it } from "vitest";
import { axisTicks, fittingFrame, SPANS_MS, shareOf, viewportAt, zoomed } from "#components/charts/timeline-viewport.ts";
import { inMinutes, laneDetailFixture, NOW_MS } from "./fixtures/lane.ts";
import { entryFixture, timelineFixture } from "./fixtures/timeline.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

it("keeps now at its place while the view follows it", () => {
  for (const spanMs of SPANS_MS) {
    expect(shareOf(viewportAt(NOW_MS, { spanMs, nowShare: 0.65 }, 0), NOW_MS)).toBeCloseTo(0.65, 10);
  }
  expect(shareOf(viewportAt(NOW_MS, { spanMs: HOUR_MS, nowShare: 0.65 }, -HOUR_MS), NOW_MS)).toBeCloseTo(1.65, 10);
});

describe("the first frame", () => {
  const [generation] = laneDetailFixture().generations;
  const deadlines = (minutes: number) => ({ refresh_at: null, warn_at: null, refuse_at: null, expires_at: inMinutes(minutes) });
  const cases: [string, Parameters<typeof timelineFixture>[0], number, number][] = [
    ["shows an hour's key from issue to end", {}, 2 * HOUR_MS, 1 / 3],
    [
      "shows the last few leases where there are any",
      { leases: [-4, -3, -2, -1].map(lease), deadlines: deadlines(1) },
      10 * MINUTE_MS,
      0.75,
    ],
    [
      "shows what happened within the hour before the issue, too",
      { entries: [entryFixture(-50, "auth.failed")] },
      2 * HOUR_MS,
      50 / 90,
    ],
    ["leaves an end outside that is hours away from a story of minutes", { deadlines: deadlines(8 * 60) }, HOUR_MS, 0.5],
    [
      "leaves room for the future where no end is known",
      { generations: [], entries: [], deadlines: { ...deadlines(0), expires_at: null } },
      2 * HOUR_MS,
      0.75,
    ],
    [
      "shows a key of ninety days in ninety days",
      { generations: aged(60), deadlines: deadlines(20 * 1_440) },
      90 * 24 * HOUR_MS,
      0.75,
    ],
  ];
  it.each(cases)("%s", (_name, changes, spanMs, nowShare) => {
    const frame = fittingFrame(timelineFixture({ ...(generation ? { generations: [generation] } : {}), ...changes }), NOW_MS);
    expect(frame.spanMs).toBe(spanMs);
    expect(frame.nowShare).toBeCloseTo(nowShare, 10);
  });
});

function lease(from: number) {
  return {
    replica: "web1-9c2e",
    fingerprint: `${-from}`.repeat(16),
    issued_at: inMinutes(from),
    expires_at: inMinutes(from + 2),
    generation: 3,
  };
}

function aged(days: number) {
  return laneDetailFixture().generations.map((each) => ({ ...each, issued_at: inMinutes(-days * 1_440) }));
}

it("zooms one step at a time and stops at both ends", () => {
  expect(zoomed(HOUR_MS, 1)).toBe(2 * HOUR_MS);
  expect(zoomed(HOUR_MS, -1)).toBe(30 * MINUTE_MS);
  expect(zoomed(2 * MINUTE_MS, -1)).toBe(2 * MINUTE_MS);
  expect(zoomed(90 * 24 * HOUR_MS, 1)).toBe(90 * 24 * HOUR_MS);
});

describe("ticks of the axis", () => {
  const labels = (spanMs: number, most: number) =>
    axisTicks(viewportAt(NOW_MS, { spanMs, nowShare: 0.65 }, 0), most).map((tick) => tick.label);
  const cases: [string, number, number, string[]][] = [
    ["seconds in a narrow view", 2 * MINUTE_MS, 4, ["02:13:00", "02:13:30", "02:14:00", "02:14:30"]],
    ["quarters of an hour", HOUR_MS, 4, ["01:45", "02:00", "02:15", "02:30"]],
    ["midnight by its day", 12 * HOUR_MS, 5, ["21:00", "22 Nov", "03:00", "06:00"]],
    ["days in a wide view", 7 * 24 * HOUR_MS, 4, ["19 Nov", "21 Nov", "23 Nov"]],
  ];
  it.each(cases)("%s", (_name, spanMs, most, expected) => {
    expect(labels(spanMs, most)).toEqual(expected);
  });

  it.each(SPANS_MS)("never has more than were asked for, %d ms wide", (spanMs) => {
    for (const most of [3, 6, 10]) {
      const ticks = labels(spanMs, most);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(most + 1);
    }
  });
});
