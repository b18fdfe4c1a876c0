import { writeActions } from "#lib/db/actions.ts";
import { readTargets, updateTargets } from "#lib/db/command-targets.ts";
import { readCommand, updateCommand } from "#lib/db/commands.ts";
import { writeRotation } from "#lib/db/control.ts";
import { isOpen } from "#lib/domain/command/target.ts";
import { type Context, requireRole } from "../context.ts";
import { fail, notFound } from "../errors.ts";
import { announce } from "./issue-command.ts";
import { openLane } from "./open-lane.ts";

/**
 * Takes back a rotation that no replica has acknowledged. Pause and resume are desired state: they are undone by the other.
 * @throws forbidden, not_found, conflict (it is under way or over)
 */
export async function cancelCommand({ ctx, commandId }: { ctx: Context; commandId: string }): Promise<void> {
  requireRole(ctx, "operator");
  const seen = await readCommand(ctx.db, commandId);
  if (!seen) throw notFound("command");
  await ctx.db.transaction(async (tx) => {
    const lane = await openLane(tx, seen.laneId);
    const command = await readCommand(tx, commandId);
    if (command?.kind !== "rotate") throw fail("conflict", "A pause is ended by resuming, a resume by pausing.");
    if (command.status !== "queued" && command.status !== "delivered")
      throw fail("conflict", `The command is ${command.status.replace("_", " ")}.`);
    if (command.phase !== "prepare") throw fail("conflict", "Replicas adopt the new generation already: let them finish.");
    const open = (await readTargets(tx, command.id, ctx.now)).filter(({ status }) => isOpen(status));
    const cancelled = open.map(({ replicaId, phase }) => ({ replicaId, phase, status: "cancelled" as const }));
    await updateTargets(tx, command.id, cancelled, ctx.now);
    const ended = { ...command, status: "cancelled" as const, finishedAt: ctx.now, nextCheckAt: null, code: null, detail: null };
    const version = await updateCommand(tx, command.id, ended);
    await writeRotation(tx, lane.id, null);
    await writeActions(tx, ctx.actor, ctx.now, [
      {
        action: "command.cancelled",
        laneId: lane.id,
        serverId: lane.serverId,
        correlationId: command.id,
        summary: `Rotate ${lane.name} cancelled`,
      },
    ]);
    await announce(tx, { ...command, version });
  });
}
