import { describe, expect, test } from "vitest";
import { phaseStatus } from "#lib/domain/command/status.ts";
import type { CommandStatus, RotationPhase } from "#lib/domain/vocabulary.ts";

describe("a phase", () => {
  test.each<[name: string, phase: RotationPhase | null, targets: CommandStatus[], isPastEnd: boolean, status: CommandStatus]>([
    ["is as far as its worst target", null, ["succeeded", "delivered", "gone"], false, "delivered"],
    ["is done when every replica is", null, ["succeeded", "succeeded"], false, "succeeded"],
    ["is done when everybody who is left is", "adopt", ["succeeded", "gone"], false, "succeeded"],
    ["has failed where one replica has", null, ["failed", "queued"], false, "failed"],
    ["goes on adopting where one replica could not", "adopt", ["failed", "acknowledged"], false, "acknowledged"],
    ["goes on adopting while an answer is late", "adopt", ["failed", "timed_out"], false, "timed_out"],
    ["has failed to be adopted when all the others have answered", "adopt", ["failed", "succeeded", "gone"], false, "failed"],
    ["stays done past its end", null, ["succeeded"], true, "succeeded"],
    ["waits for a replica to come", null, [], false, "queued"],
    ["waits for another replica where the first is gone", "prepare", ["gone"], false, "queued"],
    ["expires where no replica came", "prepare", [], true, "expired"],
    ["expires where every replica is gone", "prepare", ["gone", "gone"], true, "expired"],
    ["has failed where none is left to adopt", "adopt", ["gone", "gone"], false, "failed"],
    ["has failed where none is left to adopt, past its end too", "adopt", ["gone"], true, "failed"],
    ["waits where nobody was there to adopt", "adopt", [], false, "queued"],
  ])("%s", (_, phase, targets, isPastEnd, status) => expect(phaseStatus(phase, targets, isPastEnd)).toBe(status));
});
