import { expect, it } from "vitest";
import {
  CONDITION_MARKS,
  CONTROL_MARKS,
  FRESHNESS_MARKS,
  ROTATION_MARKS,
  SEVERITY_TONES,
} from "#components/ui/condition-marks.ts";
import { CONDITIONS, CONTROLS, FRESHNESS, ROTATION_PHASES, SEVERITIES } from "#lib/domain/vocabulary.ts";

it("has a mark for every word of the vocabulary, in its order", () => {
  expect(Object.keys(CONDITION_MARKS)).toEqual([...CONDITIONS, "unknown"]);
  expect(Object.keys(CONTROL_MARKS)).toEqual(CONTROLS.filter((control) => control !== "active"));
  expect(Object.keys(FRESHNESS_MARKS)).toEqual(FRESHNESS.filter((freshness) => freshness !== "live"));
  expect(Object.keys(ROTATION_MARKS)).toEqual([...ROTATION_PHASES]);
  expect(Object.keys(SEVERITY_TONES)).toEqual([...SEVERITIES]);
});

it("gives each cause a word and an icon of its own, so that colour is never alone", () => {
  const { unknown: _, ...causes } = CONDITION_MARKS;
  const marks = Object.values(causes);
  expect(new Set(marks.map(({ word }) => word)).size).toBe(marks.length);
  expect(new Set(marks.map(({ icon }) => icon)).size).toBe(marks.length);
});

it("never lets revoked and expired look alike", () => {
  const { revoked, expired } = CONDITION_MARKS;
  expect([revoked.word, revoked.tone]).toEqual(["Revoked", "contain"]);
  expect([expired.word, expired.tone]).toEqual(["Expired", "crit"]);
  expect(revoked.icon).not.toBe(expired.icon);
});
