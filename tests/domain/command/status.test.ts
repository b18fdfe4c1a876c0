import { expect, it } from "vitest";
import { phaseStatus } from "#lib/domain/command/status.ts";
import type { CommandStatus, RotationPhase } from "#lib/domain/vocabulary.ts";

type Case = [name: string, phase: RotationPhase | null, targets: CommandStatus[], isPastEnd: boolean, status: CommandStatus];

it.each<Case>([
  ["a command nobody is there for waits", null, [], false, "queued"],
  ["and expires where it does", "prepare", [], true, "expired"],
  ["prepare waits for another replica when its own is gone", "prepare", ["gone"], false, "queued"],
  ["a pause has the worst status of its replicas", null, ["succeeded", "delivered", "gone"], false, "delivered"],
  ["a pause that one replica failed to obey has failed", null, ["failed", "queued"], false, "failed"],
  ["adopting goes on where one replica failed", "adopt", ["failed", "acknowledged"], false, "acknowledged"],
  ["and has failed when all the others have answered", "adopt", ["failed", "succeeded", "gone"], false, "failed"],
  ["adopting has failed when every replica is gone", "adopt", ["gone", "gone"], false, "failed"],
  ["adopting has succeeded when all that are left have", "adopt", ["succeeded", "gone"], false, "succeeded"],
])("%s", (_, phase, targets, isPastEnd, status) => {
  expect(phaseStatus(phase, targets, isPastEnd)).toBe(status);
});
