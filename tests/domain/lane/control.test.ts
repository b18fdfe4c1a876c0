import { describe, expect, test } from "vitest";
import { ACTIVE, controlOf, type Desired, pauseIsOver } from "#lib/domain/lane/control.ts";
import type { Control } from "#lib/domain/vocabulary.ts";

const NOW = 100;
describe("control", () => {
  test.each<[name: string, desired: Partial<Desired>, control: Control, pauseOver: boolean]>([
    ["active without a word", {}, "active", false],
    ["paused without an end", { pausedAt: 1 }, "paused", false],
    ["paused until later", { pausedAt: 1, pausedUntil: NOW + 1 }, "paused", false],
    ["active at the very end of a pause", { pausedAt: 1, pausedUntil: NOW }, "active", true],
    ["contained", { containedAt: 1 }, "contained", false],
    ["contained wins over paused", { pausedAt: 1, containedAt: 1 }, "contained", false],
    ["the end of a pause leaves the containment", { pausedAt: 1, pausedUntil: NOW, containedAt: 1 }, "contained", true],
    ["an end without a pause means nothing", { pausedUntil: 1 }, "active", false],
  ])("%s", (_, desired, control, pauseOver) => {
    expect(controlOf({ ...ACTIVE, ...desired }, NOW)).toBe(control);
    expect(pauseIsOver({ ...ACTIVE, ...desired }, NOW)).toBe(pauseOver);
  });
});
