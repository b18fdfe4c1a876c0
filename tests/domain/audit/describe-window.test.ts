import { expect, test } from "vitest";
import { describeWindowEnd, describeWindowStart } from "#lib/domain/audit/describe-window.ts";
import { DEGRADED_CAUSES } from "#lib/domain/vocabulary.ts";
import { at } from "#tests/domain/support/facts.ts";

test("every cause has its own sentence", () => {
  const sentences = DEGRADED_CAUSES.map((cause) => describeWindowStart({ cause }));
  expect(new Set(sentences).size).toBe(DEGRADED_CAUSES.length);
  expect(sentences[1]).toBe("The lane does not serve: the credential has expired");
});

test.each([
  [false, "The lane serves again after 90 s: 2 served, 12 refused meanwhile"],
  [true, "The lane was never out of service: its next credential had been issued in time"],
])("never out of service %s: %s", (neverOut, sentence) => {
  expect(describeWindowEnd({ startedAt: at(0), endedAt: at(90), served: 2, refused: 12, neverOut })).toBe(sentence);
});
