import { describe, expect, test } from "vitest";
import { wantedAlerts } from "#lib/domain/alert/wanted.ts";
import { DAY, HOUR, MINUTE } from "#lib/domain/clock/instant.ts";
import { describeOffClock, MOST_OFFSET_MS } from "#lib/domain/clock/off-clock.ts";
import { fold } from "#lib/domain/lane/fold.ts";
import { EMPTY_LANE } from "#lib/domain/lane/state.ts";
import { urgencyOf } from "#lib/domain/lane/urgency.ts";
import { view } from "#lib/domain/lane/view.ts";
import { at, fact, loaded } from "#tests/domain/support/facts.ts";

test.each([
  [3 * DAY, "the clock of web1 is 3 days ahead"],
  [25 * HOUR, "the clock of web1 is 25 hours ahead"],
  [-36 * HOUR, "the clock of web1 is 36 hours behind"],
  [90 * MINUTE, "the clock of web1 is 90 minutes ahead"],
  [MINUTE, "the clock of web1 is 1 minute ahead"],
  [MOST_OFFSET_MS, "the clock of web1 is more than 24 days ahead"],
  [-MOST_OFFSET_MS, "the clock of web1 is more than 24 days behind"],
])("%d ms in words", (offsetMs, said) => {
  expect(describeOffClock({ replica: "web1", offsetMs })).toBe(said);
});

describe("a lane with a replica whose clock is out of range", () => {
  const offClock = { replica: "web1", offsetMs: 3 * DAY };
  const replica = { startedAt: at(0), lastReportAt: at(0), stopped: false, heartbeatMs: 30_000, offClock };
  const lane = { state: fold(EMPTY_LANE, fact("boot", 0, loaded(3))), presence: "always_on" as const };

  test("asks for a human, by an alert that names it", () => {
    const seen = view({ ...lane, replicas: { boot: replica } }, at(10));
    expect(seen.health).toBe("healthy");
    expect(wantedAlerts(seen)).toMatchObject([
      { condition: "off_clock", severity: "warning", generation: null, detail: "the clock of web1 is 3 days ahead" },
    ]);
    expect(urgencyOf({ ...seen, control: "active" })).toBe("warning");
  });

  test("does not while that replica is silent, or another one of the server has the wrong clock", () => {
    expect(view({ ...lane, replicas: { boot: replica } }, at(91)).offClock).toEqual([]);
    const { offClock: _, ...right } = replica;
    expect(view({ ...lane, replicas: { boot: right, other: replica } }, at(10)).offClock).toEqual([]);
  });
});
