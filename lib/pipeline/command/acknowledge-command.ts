import type { CommandAck } from "#lib/contract/control.ts";
import { writeActions } from "#lib/db/actions.ts";
import { confirmControl, findReplicaId } from "#lib/db/command-delivery.ts";
import { insertTargets, readTargets, updateTargets } from "#lib/db/command-targets.ts";
import { type CommandRecord, readCommand } from "#lib/db/commands.ts";
import type { Sql } from "#lib/db/sql.ts";
import { statusAfterAck } from "#lib/domain/command/target.ts";
import { type Context, requireServer } from "../context.ts";
import { fail, notFound } from "../errors.ts";
import { openLane } from "./open-lane.ts";
import { progressCommand } from "./progress-command.ts";

/**
 * Takes one replica's word on a command. A word that comes twice, or too late to mean anything, changes nothing;
 * an answer after a time-out corrects it. Returns the command's id.
 * @throws forbidden, not_found (also for another server's command), invalid_request (a replica never heard of, a candidate without a name)
 */
export async function acknowledgeCommand({
  ctx,
  commandId,
  ack,
}: {
  ctx: Context;
  commandId: string;
  ack: CommandAck;
}): Promise<void> {
  const server = requireServer(ctx);
  const seen = await readCommand(ctx.db, commandId);
  if (!seen || seen.serverId !== server.id) throw notFound("command");
  await ctx.db.transaction(async (tx) => {
    const lane = await openLane(tx, seen.laneId);
    const command = await readCommand(tx, commandId);
    const replicaId = await findReplicaId(tx, server.id, ack.replica);
    if (!command || !replicaId) throw fail("invalid_request", `The replica ${ack.replica} has not reported yet.`);
    const phase = command.kind === "rotate" ? (ack.phase ?? command.phase) : null;
    if (phase !== command.phase) return;
    const isPrepared = phase === "prepare" && ack.status === "succeeded";
    if (isPrepared && !ack.generation) throw fail("invalid_request", "generation: the prepared candidate is to be named.");
    const changed = await moveTarget(tx, command, replicaId, ack, ctx.now);
    if (!changed) return;
    await writeActions(tx, ctx.actor, ctx.now, [
      {
        action: "command.target_changed",
        laneId: lane.id,
        serverId: server.id,
        correlationId: command.id,
        outcome: ack.status === "failed" ? "failed" : "ok",
        reason: ack.detail ?? null,
        after: { replica: ack.replica, status: ack.status, phase, code: ack.code ?? null },
        summary: `${ack.replica}: ${command.kind} ${ack.status}${ack.code ? ` (${ack.code})` : ""}`,
      },
    ]);
    const candidate = isPrepared ? ack.generation : null;
    await progressCommand(tx, lane, { ...command, candidate: candidate ?? command.candidate }, ctx.now, ack);
  });
}

async function moveTarget(tx: Sql, command: CommandRecord, replicaId: string, ack: CommandAck, now: Date): Promise<boolean> {
  // A replica that was not live when the command was given joins it when it obeys.
  if (command.kind !== "rotate") await insertTargets(tx, command.id, command.phase, [replicaId], now);
  const target = (await readTargets(tx, command.id, command.phase, now)).find((other) => other.replicaId === replicaId);
  const status = target && statusAfterAck(target.status, ack.status);
  if (!status) return false;
  await updateTargets(
    tx,
    command.id,
    command.phase,
    [{ replicaId, status, code: ack.code ?? null, detail: ack.detail ?? null }],
    now,
  );
  if (status === "succeeded" && command.kind !== "rotate")
    await confirmControl(tx, command.laneId, replicaId, command.controlVersion);
  return true;
}
