import { describe, expect, it } from "vitest";
import { addTallies, tallyLine, tallyPlaywright, tallyVitest } from "#tests/support/tally.ts";

describe("the tally of a run", () => {
  const vitest = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1 };

  it("counts a file that could not be loaded as a failure", () => {
    const testResults = [
      { status: "failed", assertionResults: [] },
      { status: "failed", assertionResults: [{}] },
      { status: "passed", assertionResults: [{}] },
    ];
    expect(tallyVitest({ ...vitest, testResults })).toEqual({ passed: 3, failed: 2, skipped: 2 });
  });

  it("counts a browser test that passed at its second try as passed, and a broken configuration as a failure", () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 };
    expect(tallyPlaywright({ stats, errors: ["no browser"] })).toEqual({ passed: 6, failed: 2, skipped: 2 });
  });

  it("sums the runners into one line and names skipped tests only where there are some", () => {
    const one = { passed: 2, failed: 0, skipped: 0 };
    expect(tallyLine(addTallies([one, one]))).toBe("4 passed, 0 failed");
    expect(tallyLine(addTallies([one, { passed: 0, failed: 1, skipped: 3 }]))).toBe("2 passed, 1 failed, 3 skipped");
  });
});
