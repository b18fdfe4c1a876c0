import type { TargetRecord } from "#lib/db/command-targets.ts";
import type { CommandRecord } from "#lib/db/commands.ts";
import { probeStatus } from "#lib/domain/command/probe.ts";
import { phaseStatus } from "#lib/domain/command/status.ts";
import { isOpen, statusAt } from "#lib/domain/command/target.ts";
import type { CommandStatus } from "#lib/domain/vocabulary.ts";
import { nextLook } from "./next-look.ts";

/** What time alone makes of a command that is no rotation. */
export interface AgedCommand {
  /** Of its targets, in their order. */
  statuses: readonly CommandStatus[];
  status: CommandStatus;
  isFinished: boolean;
  nextCheckAt: Date | null;
  /** Nothing of it is another than before. */
  isQuiet: boolean;
}

export function ageCommand(command: CommandRecord, targets: readonly TargetRecord[], now: Date): AgedCommand {
  const aged = targets.map((target) => ({ ...target, status: agedStatus(target, command, now) }));
  const status = reachedBy(command, aged, now);
  const isFinished = !isOpen(status);
  const hasAged = aged.some((target, index) => target.status !== targets[index]?.status);
  return {
    statuses: aged.map((target) => target.status),
    status,
    isFinished,
    nextCheckAt: isFinished ? null : nextLook(command, aged, now),
    isQuiet: !hasAged && !isFinished && status === command.status,
  };
}

function reachedBy({ kind, expiresAt }: CommandRecord, targets: readonly TargetRecord[], now: Date): CommandStatus {
  const isPastEnd = expiresAt !== null && now >= expiresAt;
  if (kind === "probe") return probeStatus(targets, isPastEnd);
  const statuses = targets.map(({ status }) => status);
  return phaseStatus(null, statuses, isPastEnd);
}

function agedStatus(target: TargetRecord, command: CommandRecord, now: Date): CommandStatus {
  if (target.replicaGone && isOpen(target.status)) return "gone";
  if (!target.replicaGone && target.status === "gone") return "queued";
  const expiresAt = command.expiresAt?.getTime() ?? null;
  const isUnheard = target.status === "delivered" || target.status === "acknowledged";
  if (command.kind === "probe" && isUnheard && expiresAt !== null && now.getTime() >= expiresAt) return "timed_out";
  return statusAt(target, expiresAt, now.getTime());
}
