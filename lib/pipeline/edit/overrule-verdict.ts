import { writeActions } from "#lib/db/actions.ts";
import { readTargets } from "#lib/db/command-targets.ts";
import { type CommandRecord, readCommand } from "#lib/db/commands.ts";
import { bumpControl, noteOverruled } from "#lib/db/control.ts";
import type { LaneRecord } from "#lib/db/lane-record.ts";
import { writeStates } from "#lib/db/lane-writes.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import type { Sql } from "#lib/db/sql.ts";
import { fold } from "#lib/domain/lane/fold.ts";
import { sameGeneration } from "#lib/domain/lane/generation.ts";
import type { GenerationState, Verdict } from "#lib/domain/lane/state.ts";
import { openLaneWith } from "../command/index.ts";
import { type Context, requireRole } from "../context.ts";
import { fail, notFound } from "../errors.ts";
import { evaluateLanes } from "../evaluate/index.ts";

export interface Overruling {
  ctx: Context;
  laneId: string;
  /** Number of the generation that was called dead. */
  number: number;
  /** The event that told the verdict. */
  eventId: string;
  /** A probe of that generation, asked for after the verdict, that passed. */
  probeCommandId: string;
  reason: string;
}

/**
 * Sets one verdict aside, on the strength of a probe that passed after it. Replicas that were latched by it serve again; a lane that
 * is contained stays so until a person resumes it.
 * @throws forbidden, not_found (lane, verdict, probe), conflict (the lane is set aside; it stands no more, or the probe does not speak against it)
 */
export async function overruleVerdict({ ctx, laneId, number, eventId, probeCommandId, reason }: Overruling): Promise<void> {
  requireRole(ctx, "operator");
  await ctx.db.transaction(async (tx) => {
    const record = await openLaneWith(tx, laneId, number);
    const held = findVerdict(record, number, eventId);
    if (!held) throw notFound("verdict on this generation");
    const { generation, verdict } = held;
    if (generation.overruled.includes(eventId)) throw fail("conflict", "The verdict is overruled already.");
    const probe = await readPassedProbe(tx, laneId, probeCommandId, generation, ctx.now);
    if (!probe.verdictIds.includes(eventId)) throw fail("conflict", "The probe is older than the verdict: ask for another one.");

    const stamp = { sequence: null, at: ctx.now.getTime(), id: ctx.requestId };
    const state = fold(record.state, { boot: null, stamp, body: { type: "overruled", generation, verdictIds: [eventId] } });
    await writeStates(tx, [{ laneId, before: record.state, after: state }]);
    await noteOverruled(tx, laneId, eventId);
    const version = await bumpControl(tx, laneId);
    await writeActions(tx, ctx.actor, ctx.now, [
      {
        action: "verdict.overruled",
        laneId,
        serverId: record.serverId,
        reason,
        correlationId: eventId,
        before: { certainty: verdict.certainty, reason: verdict.reason },
        after: { generation: number, fingerprint: generation.fingerprint, event_id: eventId, probe_command_id: probe.id },
        summary: `Overruled that generation ${number} of ${record.name} is dead: a probe passed`,
      },
    ]);
    await writeOutbox(tx, [{ topic: "control", ref: laneId, serverId: record.serverId, version }]);
    await evaluateLanes(tx, [{ ...record, controlVersion: version, state }], "operator", ctx.now);
  });
}

function findVerdict(
  { state }: LaneRecord,
  number: number,
  eventId: string,
): { generation: GenerationState; verdict: Verdict } | null {
  for (const generation of Object.values(state.generations).filter((one) => one.number === number)) {
    const verdict = [...generation.revoked, ...generation.expired].find(({ id }) => id === eventId);
    if (verdict) return { generation, verdict };
  }
  return null;
}

/** A probe of this lane and generation with at least one replica whose provider took the credential. */
async function readPassedProbe(
  tx: Sql,
  laneId: string,
  commandId: string,
  generation: GenerationState,
  now: Date,
): Promise<CommandRecord> {
  const command = await readCommand(tx, commandId);
  if (command?.laneId !== laneId || command.kind !== "probe") throw notFound("probe of this lane");
  if (!command.candidate || !sameGeneration(command.candidate, generation))
    throw fail("conflict", "The probe asked about another generation.");
  const targets = await readTargets(tx, command.id, now);
  if (!targets.some(({ status }) => status === "succeeded"))
    throw fail("conflict", "The probe has not passed: the verdict stands.");
  return command;
}
