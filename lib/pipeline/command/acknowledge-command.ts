import type { CommandAck } from "#lib/contract/control.ts";
import { writeActions } from "#lib/db/actions.ts";
import { confirmControl, findReplicaId } from "#lib/db/command-delivery.ts";
import { insertTargets, readTargets, type TargetChange, type TargetRecord, updateTargets } from "#lib/db/command-targets.ts";
import { type CommandRecord, readCommand } from "#lib/db/commands.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Action } from "#lib/domain/audit/action.ts";
import { PROBE_FINDINGS } from "#lib/domain/command/describe-probe.ts";
import { hasEnded } from "#lib/domain/command/has-ended.ts";
import { probeResult } from "#lib/domain/command/probe.ts";
import { isDesired, statusAfterAck } from "#lib/domain/command/target.ts";
import type { CommandStatus } from "#lib/domain/vocabulary.ts";
import { type Context, requireServer } from "../context.ts";
import { fail, notFound } from "../errors.ts";
import type { Failure } from "./failure.ts";
import { openLane } from "./open-lane.ts";
import { progressCommand } from "./progress-command.ts";
import { describeUnused } from "./record-rotation.ts";
import { withoutSecret } from "./without-secret.ts";

/**
 * Takes one replica's word on a command. A word that comes twice, or too late to mean anything, changes nothing;
 * an answer after a time-out corrects it. Returns the command's id.
 * @throws forbidden, not_found (also for another server's command), invalid_request (a replica never heard of, a candidate without a name)
 */
export async function acknowledgeCommand({
  ctx,
  commandId,
  ack: given,
}: {
  ctx: Context;
  commandId: string;
  ack: CommandAck;
}): Promise<void> {
  const ack = withoutSecret(given);
  const server = requireServer(ctx);
  const seen = await readCommand(ctx.db, commandId);
  if (!seen || seen.serverId !== server.id) throw notFound("command");
  await ctx.db.transaction(async (tx) => {
    const lane = await openLane(tx, seen.laneId);
    const command = await readCommand(tx, commandId);
    const workstation = server.keyKind === "workstation";
    const replicaId = await findReplicaId(tx, { serverId: server.id, name: ack.replica, workstation });
    if (!command || !replicaId) throw fail("invalid_request", `The replica ${ack.replica} has not reported yet.`);
    const phase = command.kind === "rotate" ? (ack.phase ?? command.phase) : null;
    if (phase === "prepare" && ack.status === "succeeded" && !ack.generation)
      throw fail("invalid_request", "generation: the prepared candidate is to be named.");
    // A replica that was not live when the command was given joins it when it obeys, but no thousand of them over the weeks of a pause.
    if (isDesired(command.kind) && !hasEnded(command)) await insertTargets(tx, command.id, null, [replicaId], ctx.now);
    const targets = await readTargets(tx, command.id, ctx.now);
    const target = targets.find((other) => other.replicaId === replicaId && other.phase === phase);
    if (!target && isDesired(command.kind) && ack.status === "succeeded")
      await confirmControl(tx, command.laneId, replicaId, command.controlVersion);
    if (!target || isOfAnotherLease(target, ack)) return;
    const status = statusAfterAck(target.status, ack.status);
    if (isTooLateToBeUsed(lane, command, target, status, ack)) await nameUnused(tx, ctx, lane, command, target, ack);
    if (!status) return;
    await updateTargets(tx, command.id, [changeOf(target, status, ack)], ctx.now);
    if (status === "succeeded" && isDesired(command.kind))
      await confirmControl(tx, command.laneId, replicaId, command.controlVersion);
    await writeActions(tx, ctx.actor, ctx.now, [describeAck(lane, command, target, ack)]);
    await progressCommand(tx, lane, command, ctx.now, { failure: failureOf(command, targets, target, ack) });
  });
}

/** Only the lease that the target stands for now counts; without a number, an answer is taken for it. */
const isOfAnotherLease = ({ fence }: TargetRecord, ack: CommandAck): boolean => ack.fence !== undefined && ack.fence !== fence;

function changeOf({ replicaId, phase }: TargetRecord, status: CommandStatus, ack: CommandAck): TargetChange {
  const named = phase === "prepare" && status === "succeeded" ? (ack.generation ?? null) : null;
  return { replicaId, phase, status, code: ack.code ?? null, detail: ack.detail ?? null, named };
}

/** The words of one that is waited for no more, or of a retirement that did not work, do not tell why the rotation stands where it does. */
function failureOf(
  command: CommandRecord,
  targets: readonly TargetRecord[],
  { phase, fence }: TargetRecord,
  ack: CommandAck,
): Failure | null {
  const isHolder = targets.every((other) => (other.fence ?? 0) <= (fence ?? 0));
  const isTold = ack.status === "failed" && phase === command.phase && phase !== "retire_old";
  return isTold && (phase !== "prepare" || isHolder) ? ack : null;
}

/** A candidate that is named when the rotation has gone on without it, or has ended. */
function isTooLateToBeUsed(
  lane: LaneRecord,
  command: CommandRecord,
  { phase, named }: TargetRecord,
  status: CommandStatus | null,
  { status: said, generation }: CommandAck,
): boolean {
  if (phase !== "prepare" || said !== "succeeded" || !generation || named !== null) return false;
  const known = [command.candidate, command.previous, lane.standing?.served];
  const isOver = command.phase !== "prepare" || hasEnded(command) || status === null;
  return isOver && !known.some((other) => other?.fingerprint === generation.fingerprint);
}

async function nameUnused(
  tx: Sql,
  ctx: Context,
  lane: LaneRecord,
  command: CommandRecord,
  target: TargetRecord,
  ack: CommandAck,
): Promise<void> {
  const named = ack.generation ?? null;
  await updateTargets(
    tx,
    command.id,
    [{ replicaId: target.replicaId, phase: target.phase, status: target.status, named }],
    ctx.now,
  );
  await writeActions(tx, ctx.actor, ctx.now, [describeUnused(lane, command, ack.replica, named)]);
}

function describeAck(lane: LaneRecord, command: CommandRecord, { phase }: TargetRecord, ack: CommandAck): Action {
  const found = command.kind === "probe" ? probeResult(ack.status, ack.code ?? null) : null;
  const hasWorked = found === null ? ack.status !== "failed" : found !== "unable";
  const said = found === null ? `${command.kind} ${ack.status}` : PROBE_FINDINGS[found];
  return {
    action: "command.target_changed",
    laneId: lane.id,
    serverId: lane.serverId,
    correlationId: command.id,
    outcome: hasWorked ? "ok" : "failed",
    reason: ack.detail ?? null,
    after: { replica: ack.replica, status: ack.status, phase, code: ack.code ?? null },
    summary: `${ack.replica}: ${said}${ack.code ? ` (${ack.code})` : ""}`,
  };
}
