import { writeActions } from "#lib/db/actions.ts";
import { type TargetRecord, updateTargets } from "#lib/db/command-targets.ts";
import type { CommandRecord } from "#lib/db/commands.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Action } from "#lib/domain/audit/action.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import type { CommandStatus } from "#lib/domain/vocabulary.ts";

export interface AgedTargets {
  targets: TargetRecord[];
  hasAged: boolean;
}

/** Writes what time alone made of targets, each change with its audit. Returns the targets as they are now. */
export async function writeAgedTargets(
  tx: Sql,
  lane: LaneRecord,
  command: CommandRecord,
  targets: readonly TargetRecord[],
  statuses: readonly CommandStatus[],
  now: Date,
): Promise<AgedTargets> {
  const aged = targets.map((target, index) => ({ ...target, status: statuses[index] ?? target.status }));
  const changed = aged.filter(({ status }, index) => status !== targets[index]?.status);
  if (changed.length === 0) return { targets: aged, hasAged: false };
  const changes = changed.map(({ replicaId, phase, status }) => ({ replicaId, phase, status }));
  await updateTargets(tx, command.id, changes, now);
  const actions = changed.map((target) => describeAgeing(lane, command, target));
  await writeActions(tx, SYSTEM, now, actions);
  return { targets: aged, hasAged: true };
}

const WELL: ReadonlySet<CommandStatus> = new Set(["succeeded", "queued"]);
const WORDS: Partial<Record<CommandStatus, string>> = {
  succeeded: "is seen serving the new generation",
  queued: "is back, and asked again",
};

function describeAgeing(lane: LaneRecord, command: CommandRecord, { replica, phase, status }: TargetRecord): Action {
  return {
    action: "command.target_changed",
    laneId: lane.id,
    serverId: lane.serverId,
    correlationId: command.id,
    outcome: WELL.has(status) ? "ok" : "failed",
    after: { replica, status, phase },
    summary: WORDS[status] ? `${replica} ${WORDS[status]}` : `${replica}: ${command.kind} ${status.replace("_", " ")}`,
  };
}
