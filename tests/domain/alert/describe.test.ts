import { expect, test } from "vitest";
import { describeAlert } from "#lib/domain/alert/describe.ts";
import { ALERT_CONDITIONS } from "#lib/domain/vocabulary.ts";

test("says the cause, the lane, and what is known of it", () => {
  expect(describeAlert("refresh_failing", "github-prod", "attempt 4 failed")).toBe(
    "Refresh failing on github-prod: attempt 4 failed",
  );
  expect(describeAlert("silent", "github-prod", null)).toBe("Server silent on github-prod");
});

test("has words of its own for every condition", () => {
  const sentences = ALERT_CONDITIONS.map((condition) => describeAlert(condition, "github-prod", null));
  expect(new Set(sentences).size).toBe(ALERT_CONDITIONS.length);
});
