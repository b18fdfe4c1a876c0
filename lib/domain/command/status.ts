import type { CommandKind, CommandStatus, RotationPhase } from "../vocabulary.ts";
import { worstStatus } from "./target.ts";

/**
 * Status of a whole command from the targets of its present phase. A rotation whose candidate is ready is still under way:
 * it has succeeded when every target serves the new generation.
 */
export function commandStatus(kind: CommandKind, phase: RotationPhase | null, targets: readonly CommandStatus[]): CommandStatus {
  if (kind !== "rotate") return worstStatus(targets, "queued");
  if (phase === "retire_old") return "succeeded";
  const worst = worstStatus(targets, "queued");
  return phase === "prepare" && worst === "succeeded" ? "acknowledged" : worst;
}
