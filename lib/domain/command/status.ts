import type { CommandKind, CommandStatus, RotationPhase } from "../vocabulary.ts";
import { worstStatus } from "./target.ts";

/**
 * Status of a command's present phase. Where no target counts it waits for a replica to come, until it expires;
 * a generation that every replica was to adopt and that none is left to serve has failed.
 */
export function phaseStatus(phase: RotationPhase | null, targets: readonly CommandStatus[], isPastEnd: boolean): CommandStatus {
  if (targets.some((status) => status !== "gone")) return worstStatus(targets, "queued");
  if (phase === "adopt" && targets.length > 0) return "failed";
  return isPastEnd ? "expired" : "queued";
}

/**
 * Status of a whole command from that of its present phase. A rotation whose candidate is ready is still under way:
 * it has succeeded when every target serves the new generation.
 */
export function commandStatus(kind: CommandKind, phase: RotationPhase | null, reached: CommandStatus): CommandStatus {
  if (kind !== "rotate") return reached;
  if (phase === "retire_old") return "succeeded";
  return phase === "prepare" && reached === "succeeded" ? "acknowledged" : reached;
}
