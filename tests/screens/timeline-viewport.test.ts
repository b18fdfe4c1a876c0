import { describe, expect, it } from "vitest";
import { fittingFrame } from "#components/charts/fitting-frame.ts";
import { axisTicks, SPANS_MS, shareOf, viewportAt, zoomed } from "#components/charts/timeline-viewport.ts";
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
  const MARGIN = 1.06;
  const deadlines = (minutes: number) => ({ refresh_at: null, warn_at: null, refuse_at: null, expires_at: inMinutes(minutes) });
  const marks = (...minutes: number[]) => minutes.map((minute) => entryFixture(minute, "auth.failed"));
  const frameOf = (changes: Parameters<typeof timelineFixture>[0]) =>
    fittingFrame(timelineFixture({ generations: [], entries: [], deadlines: deadlines(8 * 60), ...changes }), NOW_MS);
  const pastMinutes = ({ spanMs, nowShare }: ReturnType<typeof fittingFrame>) => (spanMs * nowShare) / MARGIN / MINUTE_MS;

  const pasts: [string, Parameters<typeof timelineFixture>[0], number][] = [
    ["fills a view of five minutes at least", {}, 3.5],
    ["reaches back over the latest story", { entries: marks(-1, -12, -30) }, 30],
    ["leaves out what a long silence parts from it", { entries: marks(-1, -12, -400) }, 12],
    ["leaves out what is not drawn", { entries: [entryFixture(-18, "call.usage")] }, 3.5],
    ["reaches back to the issue of a young credential", { generations: aged(13) }, 13],
    ["is a day at most", { entries: marks(-14, -55, -200, -700, -1_400, -2_000) }, 1_400],
    ["shows the newest of a routine", { entries: marks(...Array.from({ length: 90 }, (_, index) => -index - 1)) }, 16],
  ];
  it.each(pasts)("%s, and stands at 70 %% of it while the end is far", (_name, changes, minutes) => {
    expect(pastMinutes(frameOf(changes))).toBeCloseTo(minutes, 6);
    expect(frameOf(changes).nowShare).toBe(0.7);
  });

  it("shows an end that is near, too", () => {
    const frame = frameOf({ entries: marks(-10, -20), deadlines: deadlines(30) });
    expect(shareOf(viewportAt(NOW_MS, frame, 0), NOW_MS + 30 * MINUTE_MS)).toBeLessThan(1);
    expect(pastMinutes(frame)).toBeCloseTo(20, 6);
  });

  it("leaves room for the future where no end is known", () => {
    expect(frameOf({ deadlines: { ...deadlines(0), expires_at: null } }).nowShare).toBe(0.7);
  });
});

function aged(minutes: number) {
  return laneDetailFixture().generations.map((each) => ({ ...each, issued_at: inMinutes(-minutes) }));
}

it("zooms one step at a time and stops at both ends", () => {
  expect(zoomed(HOUR_MS, 1)).toBe(2 * HOUR_MS);
  expect(zoomed(HOUR_MS, -1)).toBe(30 * MINUTE_MS);
  expect([zoomed(45 * MINUTE_MS, 1), zoomed(45 * MINUTE_MS, -1)]).toEqual([HOUR_MS, 30 * MINUTE_MS]);
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
