import { describe, expect, test } from "vitest";
import { DAY, HOUR, MINUTE, SECOND } from "#lib/domain/clock/instant.ts";
import { ServerClock } from "#lib/mcp/server-clock.ts";

/** A leap day's last second by Lanekeeper's clock; `Date` headers carry whole seconds. */
const TRUE = Date.UTC(2028, 1, 29, 23, 59, 59);

/** A machine whose clock is so much ahead, once it has seen an answer. */
function clockAhead(aheadMs: number): ServerClock {
  const clock = new ServerClock(() => new Date(TRUE + aheadMs));
  clock.observe(new Date(TRUE).toUTCString());
  return clock;
}

describe("Lanekeeper's clock, as a machine knows it", () => {
  test.each([
    ["ten minutes ahead", 10 * MINUTE],
    ["ten minutes behind", -10 * MINUTE],
    ["three days ahead, over a leap day", 3 * DAY],
    ["forty days behind", -40 * DAY],
  ])("is right within a second when the machine's is %s", (_, aheadMs) => {
    const clock = clockAhead(aheadMs);
    expect(Math.abs(clock.now() - TRUE)).toBeLessThan(SECOND);
    expect(clock.localNow()).toBe(TRUE + aheadMs);
  });

  test("is the machine's own where no answer tells, or tells nothing noticeable", () => {
    expect(new ServerClock(() => new Date(TRUE)).now()).toBe(TRUE);
    expect(clockAhead(SECOND).now()).toBe(TRUE + SECOND);
    const clock = clockAhead(HOUR);
    clock.observe("no date");
    clock.observe(null);
    expect(Math.abs(clock.now() - TRUE)).toBeLessThan(SECOND);
  });
});

describe("an instant of the machine's clock, corrected", () => {
  test.each([
    ["keeps its distance", 3 * DAY, -HOUR, -HOUR],
    ["of a slow clock keeps it too", -40 * DAY, -HOUR, -HOUR],
    ["is never ahead of now, as after the machine's clock was set back", 0, 3 * DAY, 0],
    ["is now where it is too old to be kept", 0, -36 * DAY, 0],
  ])("%s", (_, aheadMs, agoMs, expectedMs) => {
    const clock = clockAhead(aheadMs);
    const corrected = clock.correct(clock.localNow() + agoMs, null);
    expect(Math.abs(corrected - (TRUE + expectedMs))).toBeLessThan(SECOND);
  });
});
