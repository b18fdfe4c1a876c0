import { expect, it } from "vitest";
import { hasEnded } from "#lib/domain/command/has-ended.ts";

const AT = new Date("2026-11-22T02:00:00Z");
const OPEN = { phase: null, finishedAt: null, closedAs: null, code: null };

it.each([
  ["a pause under way", OPEN, false],
  ["a pause that every replica obeys", { ...OPEN, finishedAt: AT }, true],
  ["a rotation that adopts", { ...OPEN, phase: "adopt" as const }, false],
  ["a rotation that failed", { ...OPEN, phase: "adopt" as const, finishedAt: AT }, true],
  ["a rotation whose old generation is still to die", { ...OPEN, phase: "retire_old" as const, finishedAt: AT }, false],
  ["a rotation that is closed", { ...OPEN, phase: "retire_old" as const, finishedAt: AT, closedAs: "proven" }, true],
  ["a rotation that the next one replaced", { ...OPEN, phase: "retire_old" as const, finishedAt: AT, code: "superseded" }, true],
])("%s", (_, command, ended) => {
  expect(hasEnded(command)).toBe(ended);
});
