import { writeActions } from "#lib/db/actions.ts";
import { readTargetsOf, type TargetRecord, updateTargets } from "#lib/db/command-targets.ts";
import { type CommandRecord, readOpenCommandsOf, updateCommand } from "#lib/db/commands.ts";
import { writeRotation } from "#lib/db/control.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Assessment } from "#lib/domain/assessment/assess.ts";
import type { Action } from "#lib/domain/audit/action.ts";
import { SYSTEM } from "#lib/domain/audit/actor.ts";
import { isOpen } from "#lib/domain/command/target.ts";
import { announce } from "./issue-command.ts";

const BECAUSE = "The lane has ended.";

/** Takes back what is under way on lanes that have just ended. What they shall be stays: a held lane is not let go by its end. */
export async function cancelForEnded(
  tx: Sql,
  judged: readonly { record: LaneRecord; assessment: Assessment }[],
  now: Date,
): Promise<void> {
  const ended = judged.flatMap(({ record, assessment }) => (assessment.view.ended && record.endedAt === null ? [record] : []));
  const open = await readOpenCommandsOf(
    tx,
    ended.map(({ id }) => id),
  );
  const targets = await readTargetsOf(
    tx,
    [...open.values()].flat().map(({ id }) => id),
    now,
  );
  for (const record of ended) {
    for (const command of open.get(record.id) ?? []) await cancel(tx, command, targets.get(command.id) ?? [], now);
    if (record.rotation !== null) await writeRotation(tx, record.id, null);
  }
  const actions = ended.flatMap((record) => (open.get(record.id) ?? []).map((command) => toAction(record, command)));
  await writeActions(tx, SYSTEM, now, actions);
}

async function cancel(tx: Sql, command: CommandRecord, targets: readonly TargetRecord[], now: Date): Promise<void> {
  const waiting = targets.filter(({ status }) => isOpen(status));
  await updateTargets(
    tx,
    command.id,
    waiting.map(({ replicaId, phase }) => ({ replicaId, phase, status: "cancelled" as const })),
    now,
  );
  const { status, phase, finishedAt, candidate } = command;
  // A rotation whose new generation serves has succeeded, and its old one stays unproven, as where the next rotation begins.
  const end = isOverlap(command) ? { status, code: "superseded" } : { status: "cancelled" as const, code: "lane_ended" };
  const change = { ...end, phase, candidate, finishedAt: finishedAt ?? now, nextCheckAt: null, closedAs: null, detail: BECAUSE };
  const version = await updateCommand(tx, command.id, change);
  await announce(tx, { ...command, version });
}

const isOverlap = ({ kind, phase, status }: CommandRecord): boolean =>
  kind === "rotate" && phase === "retire_old" && status === "succeeded";

const toAction = (lane: LaneRecord, command: CommandRecord): Action => ({
  action: "command.cancelled",
  laneId: lane.id,
  serverId: lane.serverId,
  correlationId: command.id,
  reason: BECAUSE,
  summary: `${command.kind} of ${lane.name} cancelled: the lane has ended`,
});
