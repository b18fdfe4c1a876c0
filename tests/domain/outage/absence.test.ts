import { expect, test } from "vitest";
import { uniteOutages } from "#lib/domain/outage/absence.ts";
import { at } from "#tests/domain/support/facts.ts";

const outage = (part: "reception" | "clock", from: number, to: number | null) => ({
  part,
  startedAt: at(from),
  endedAt: to === null ? null : at(to),
});

test("outages of both parts at one time are one absence, newest first", () => {
  expect(
    uniteOutages([
      outage("clock", 100, 200),
      outage("reception", 105, 230),
      outage("clock", 400, null),
      outage("reception", 410, 420),
      outage("clock", 0, 50),
    ]),
  ).toEqual([
    { startedAt: at(400), endedAt: null, parts: ["clock", "reception"] },
    { startedAt: at(100), endedAt: at(230), parts: ["clock", "reception"] },
    { startedAt: at(0), endedAt: at(50), parts: ["clock"] },
  ]);
});
