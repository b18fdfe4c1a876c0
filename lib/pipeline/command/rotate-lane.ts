import type { CommandRecord } from "#lib/db/commands.ts";
import { updateCommand } from "#lib/db/commands.ts";
import { bumpControl, writeRotation } from "#lib/db/control.ts";
import { readLiveReplicas } from "#lib/db/live-replicas.ts";
import { choosePreparer } from "#lib/domain/command/prepare.ts";
import { fail } from "../errors.ts";
import type { CommandOrder } from "./command-order.ts";
import { announce, issueCommand } from "./issue-command.ts";
import { supersedeTargets } from "./supersede-targets.ts";

/** Starts a rotation: one replica prepares the candidate. Where none is live, the first that comes within 15 minutes does. */
export async function rotateLane({ tx, ctx, lane, request, open, ...order }: CommandOrder): Promise<CommandRecord> {
  const running = open.find(({ kind, finishedAt, status }) => kind === "rotate" && finishedAt === null && status !== "timed_out");
  if (running) {
    throw fail("conflict", `${running.callerName} is rotating this lane since ${running.requestedAt.toISOString()}.`, {
      command: running.id,
    });
  }
  for (const earlier of open.filter(({ kind }) => kind === "rotate")) await replaceRotation(tx, earlier, ctx.now);
  const controlVersion = await bumpControl(tx, lane.id);
  const first = choosePreparer(await readLiveReplicas(tx, lane.id, ctx.now), []);
  await writeRotation(tx, lane.id, "prepare");
  return issueCommand({
    tx,
    now: ctx.now,
    lane,
    kind: "rotate",
    phase: "prepare",
    reason: request.reason,
    retireOld: request.retire_old ?? "when_proven",
    previous: lane.standing?.served ?? first?.serving ?? null,
    targets: first ? [first.id] : [],
    controlVersion,
    ...order,
  });
}

/** What the next rotation leaves behind: one that nobody answered is superseded, one in overlap stays unproven. */
async function replaceRotation(tx: CommandOrder["tx"], command: CommandRecord, now: Date): Promise<void> {
  const isOverlap = command.phase === "retire_old";
  await supersedeTargets(tx, command.id, now);
  const version = await updateCommand(tx, command.id, {
    status: isOverlap ? "succeeded" : "superseded",
    phase: command.phase,
    finishedAt: command.finishedAt ?? now,
    nextCheckAt: null,
    closedAs: null,
    candidate: command.candidate,
    code: "superseded",
    detail: isOverlap
      ? "The next rotation began before the old generation was seen dead."
      : "The next rotation began before this one was answered.",
  });
  await announce(tx, { ...command, version });
}
