import type { Instant } from "../clock/instant.ts";
import type { CommandStatus } from "../vocabulary.ts";
import { adoptStatus, stepInAdopt } from "./adopt.ts";
import { prepareStatus, stepInPrepare } from "./prepare.ts";
import { askToRetire, stepInOverlap } from "./retire.ts";
import type { Rotation, RotationStep } from "./rotation.ts";

/** The next step of a rotation. Pausing lets prepare finish and holds adopt until resume. */
export function nextStep(rotation: Rotation, now: Instant): RotationStep {
  switch (rotation.phase) {
    case "prepare":
      return stepInPrepare(rotation, now);
    case "adopt": {
      const atOnce = rotation.retireOld === "now" ? askToRetire(rotation, now) : null;
      return atOnce ?? stepInAdopt(rotation, now >= rotation.expiresAt);
    }
    case "retire_old":
      return stepInOverlap(rotation, now);
  }
}

/** Status of the whole command: it has succeeded when every target serves the new generation. */
export function rotationStatus(rotation: Rotation, now: Instant): CommandStatus {
  if (rotation.phase === "retire_old") return "succeeded";
  if (rotation.phase === "prepare") {
    const status = prepareStatus(rotation, now);
    return status === "succeeded" ? "acknowledged" : status;
  }
  return adoptStatus(rotation, now >= rotation.expiresAt);
}
