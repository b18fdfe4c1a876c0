import type { CommandStatus, RotationPhase } from "../vocabulary.ts";
import { isOpen, worstStatus } from "./target.ts";

/**
 * Status of a command's present phase. Where no target counts it waits for a replica to come, until it expires;
 * a generation that every replica was to adopt and that none is left to serve has failed. One replica that cannot adopt
 * does not keep it from the others: that counts when nobody is waited for any more.
 */
export function phaseStatus(phase: RotationPhase | null, targets: readonly CommandStatus[], isPastEnd: boolean): CommandStatus {
  const awaited = phase === "adopt" ? targets.filter(isOpen) : [];
  if (awaited.length > 0) return worstStatus(awaited, "queued");
  if (targets.some((status) => status !== "gone")) return worstStatus(targets, "queued");
  if (phase === "adopt" && targets.length > 0) return "failed";
  return isPastEnd ? "expired" : "queued";
}
