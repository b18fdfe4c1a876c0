import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BOARD_STOPS, boardPosition, PAST_SHARE, stopPosition } from "#components/charts/expiry-scale.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const BAND = (1 - PAST_SHARE) / 7;

describe("the stepped scale", () => {
  const cases: [string, number, number][] = [
    ["now stands where the past ends", 0, 0.2],
    ["five minutes are one band", 5 * MINUTE_MS, 0.2 + BAND],
    ["half of that is half a band", 2.5 * MINUTE_MS, 0.2 + BAND / 2],
    ["an hour is two bands", HOUR_MS, 0.2 + 2 * BAND],
    ["six hours are three bands", 6 * HOUR_MS, 0.2 + 3 * BAND],
    ["a day is four bands", DAY_MS, 0.2 + 4 * BAND],
    ["a week is five bands", 7 * DAY_MS, 0.2 + 5 * BAND],
    ["thirty days are six bands", 30 * DAY_MS, 0.2 + 6 * BAND],
    ["ninety days are the right end", 90 * DAY_MS, 1],
    ["a year is held at the right end", 365 * DAY_MS, 1],
    ["five minutes ago are a third of the past", -5 * MINUTE_MS, 0.2 - 0.2 / 3],
    ["an hour ago is two thirds of the past", -HOUR_MS, 0.2 / 3],
    ["a day ago is the left end", -DAY_MS, 0],
    ["a year ago is held at the left end", -365 * DAY_MS, 0],
  ];
  it.each(cases)("%s", (_name, offsetMs, expected) => {
    expect(boardPosition(offsetMs)).toBeCloseTo(expected, 10);
  });

  it("puts every labelled stop where its offset is drawn", () => {
    for (const [index, stop] of BOARD_STOPS.entries()) expect(boardPosition(stop.offsetMs)).toBeCloseTo(stopPosition(index), 10);
  });

  it("never puts a later moment further left", () => {
    const offset = fc.integer({ min: -400 * DAY_MS, max: 400 * DAY_MS });
    fc.assert(fc.property(offset, offset, (a, b) => boardPosition(Math.min(a, b)) <= boardPosition(Math.max(a, b))));
  });
});
