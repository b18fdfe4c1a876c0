import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BOARD_STOPS, boardPosition, PAST_SHARE, stopPosition } from "#components/charts/expiry-scale.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BAND = (1 - PAST_SHARE) / 6;

describe("the stepped scale", () => {
  const cases: [string, number, number][] = [
    ["now stands where the past ends", 0, 0.2],
    ["one hour is one band", HOUR_MS, 0.2 + BAND],
    ["half an hour is half a band", HOUR_MS / 2, 0.2 + BAND / 2],
    ["six hours are two bands", 6 * HOUR_MS, 0.2 + 2 * BAND],
    ["a day is three bands", DAY_MS, 0.2 + 3 * BAND],
    ["a week is four bands", 7 * DAY_MS, 0.2 + 4 * BAND],
    ["thirty days are five bands", 30 * DAY_MS, 0.2 + 5 * BAND],
    ["ninety days are the right end", 90 * DAY_MS, 1],
    ["a year is held at the right end", 365 * DAY_MS, 1],
    ["an hour ago is half of the past", -HOUR_MS, 0.1],
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
