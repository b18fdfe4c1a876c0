import { type CommandRecord, updateCommand } from "#lib/db/commands.ts";
import { bumpControl, type ControlWrite, readControl, writeControl } from "#lib/db/control.ts";
import { wakeRotations } from "#lib/db/due-commands.ts";
import { readLiveReplicas } from "#lib/db/live-replicas.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import type { Sql } from "#lib/db/sql.ts";
import { notFound } from "../errors.ts";
import { type Issue, issueCommand } from "./issue-command.ts";
import { supersedeTargets } from "./supersede-targets.ts";

/**
 * Changes what a lane shall be: writes the desired state, issues the command that replicas acknowledge,
 * and supersedes earlier pauses and resumes that are still under way.
 */
export async function setControl(
  issue: Omit<Issue, "targets" | "controlVersion">,
  open: readonly CommandRecord[],
  change: (control: ControlWrite) => Partial<ControlWrite>,
): Promise<CommandRecord> {
  const { tx, lane, now } = issue;
  const control = await readControl(tx, lane.id);
  if (!control) throw notFound("lane");
  const controlVersion = await bumpControl(tx, lane.id);
  const targets = (await readLiveReplicas(tx, lane.id, now)).map(({ id }) => id);
  const command = await issueCommand({ ...issue, targets, controlVersion });
  await writeControl(tx, lane.id, { ...control, ...change(control) }, command.id);
  await supersede(
    tx,
    open.filter(({ kind }) => kind === "pause" || kind === "resume"),
    now,
  );
  // What a pause held may go on now, or has to stop.
  await wakeRotations(tx, lane.id, now);
  return command;
}

/** Ends commands that a newer one replaces: what a replica has not finished is superseded. */
async function supersede(tx: Sql, commands: readonly CommandRecord[], now: Date): Promise<void> {
  for (const command of commands) {
    await supersedeTargets(tx, command.id, now);
    const version = await updateCommand(tx, command.id, {
      status: "superseded",
      phase: command.phase,
      finishedAt: now,
      nextCheckAt: null,
      closedAs: null,
      candidate: null,
      code: null,
      detail: null,
    });
    await writeOutbox(tx, [{ topic: "command", ref: command.id, serverId: command.serverId, version }]);
  }
}
