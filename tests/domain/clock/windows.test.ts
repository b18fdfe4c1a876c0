import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY, HOUR, MINUTE, SECOND } from "#lib/domain/clock/instant.ts";
import {
  layWindows,
  refreshLeadMs,
  refreshOverdueMs,
  refusalWindowMs,
  SERVE_MARGIN_MS,
  warningWindowMs,
} from "#lib/domain/clock/windows.ts";

/** Worked out by hand from min(max(0.2 L, 60 s), 0.5 L, 14 d) and min(max(0.05 L, 15 s), 0.2 L, 60 min). */
const LIVES: [life: string, lifetimeMs: number, warningMs: number, refusalMs: number, refreshMs: number, overdueMs: number][] = [
  ["10 s", 10 * SECOND, 5 * SECOND, 2 * SECOND, 3 * SECOND, 2 * SECOND],
  ["60 s", MINUTE, 30 * SECOND, 12 * SECOND, 18 * SECOND, 12 * SECOND],
  ["75 s: refusal reaches its least", 75 * SECOND, 37.5 * SECOND, 15 * SECOND, 22.5 * SECOND, 15 * SECOND],
  ["2 min: warning reaches its least", 2 * MINUTE, MINUTE, 15 * SECOND, 36 * SECOND, 24 * SECOND],
  ["5 min", 5 * MINUTE, MINUTE, 15 * SECOND, 90 * SECOND, MINUTE],
  ["30 min", 30 * MINUTE, 6 * MINUTE, 90 * SECOND, 9 * MINUTE, 6 * MINUTE],
  ["1 h", HOUR, 12 * MINUTE, 3 * MINUTE, 18 * MINUTE, 12 * MINUTE],
  ["8 h", 8 * HOUR, 96 * MINUTE, 24 * MINUTE, 144 * MINUTE, 96 * MINUTE],
  ["20 h: refusal reaches its most", 20 * HOUR, 4 * HOUR, HOUR, 6 * HOUR, 4 * HOUR],
  ["24 h", DAY, 288 * MINUTE, HOUR, 432 * MINUTE, 288 * MINUTE],
  ["70 d: warning reaches its most", 70 * DAY, 14 * DAY, HOUR, 21 * DAY, 14 * DAY],
  ["90 d", 90 * DAY, 14 * DAY, HOUR, 27 * DAY, 18 * DAY],
  ["400 d", 400 * DAY, 14 * DAY, HOUR, 120 * DAY, 80 * DAY],
  ["nothing", 0, 0, 0, 0, 0],
];

describe("the windows of a life", () => {
  test.each(LIVES)("of %s", (_, lifetimeMs, warningMs, refusalMs, refreshMs, overdueMs) => {
    expect(warningWindowMs(lifetimeMs)).toBeCloseTo(warningMs, 3);
    expect(refusalWindowMs(lifetimeMs)).toBeCloseTo(refusalMs, 3);
    expect(refreshLeadMs(lifetimeMs)).toBeCloseTo(refreshMs, 3);
    expect(refreshOverdueMs(lifetimeMs)).toBeCloseTo(overdueMs, 3);
  });

  test("stop serving five seconds before the end", () => expect(SERVE_MARGIN_MS).toBe(5 * SECOND));
});

describe("a policy", () => {
  test.each([
    ["sets the warning alone", { warningMs: MINUTE }, MINUTE, 3 * MINUTE],
    ["sets the refusal alone", { refusalMs: MINUTE }, 12 * MINUTE, MINUTE],
    ["sets both", { warningMs: HOUR, refusalMs: 0 }, HOUR, 0],
    ["that is empty changes nothing", { warningMs: undefined, refusalMs: undefined }, 12 * MINUTE, 3 * MINUTE],
  ])("%s", (_, policy, warningMs, refusalMs) => {
    expect(warningWindowMs(HOUR, policy)).toBe(warningMs);
    expect(refusalWindowMs(HOUR, policy)).toBe(refusalMs);
  });
});

describe("laid windows", () => {
  test("count back from the end", () => {
    expect(layWindows(1_000, 1_000 + HOUR)).toEqual({
      refreshAt: 1_000 + 42 * MINUTE,
      overdueAt: 1_000 + 48 * MINUTE,
      warnAt: 1_000 + 48 * MINUTE,
      refuseAt: 1_000 + 57 * MINUTE,
      expiresAt: 1_000 + HOUR,
    });
  });

  test("of a life that ends before it begins are its end", () => {
    expect(new Set(Object.values(layWindows(HOUR, MINUTE)))).toEqual(new Set([MINUTE]));
  });

  test("come in order within the life, whatever its length", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * DAY }), (lifetimeMs) => {
        const { refreshAt, overdueAt, warnAt, refuseAt, expiresAt } = layWindows(0, lifetimeMs);
        expect([refreshAt, warnAt, refuseAt].every((at) => at >= 0 && at <= expiresAt)).toBe(true);
        expect(refreshAt).toBeLessThanOrEqual(overdueAt);
        expect(warnAt).toBeLessThanOrEqual(refuseAt);
      }),
    );
  });
});
