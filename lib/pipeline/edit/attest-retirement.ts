import { writeActions } from "#lib/db/actions.ts";
import { readOpenCommands } from "#lib/db/commands.ts";
import { writeStates } from "#lib/db/lane-writes.ts";
import { isServedElsewhere } from "#lib/db/lanes.ts";
import { lockFingerprints } from "#lib/db/shared-fingerprint.ts";
import { attestRefusal } from "#lib/domain/lane/attest.ts";
import { fold } from "#lib/domain/lane/fold.ts";
import { compareGenerations } from "#lib/domain/lane/generation.ts";
import { setScene } from "#lib/domain/lane/scene.ts";
import type { LaneState } from "#lib/domain/lane/state.ts";
import { openLaneWith, progressOpenRotations } from "../command/index.ts";
import { type Context, requireRole } from "../context.ts";
import { fail, notFound } from "../errors.ts";
import { evaluateLanes } from "../evaluate/index.ts";

export interface Attestation {
  ctx: Context;
  laneId: string;
  number: number;
  /** Needed only where two credentials go by the number; else the greater one is meant. */
  fingerprint?: string | undefined;
  reason: string;
}

/**
 * Takes an operator's word that an old generation is dead at its provider, where neither a hook nor its date can prove it.
 * A rotation that waits for this closes as attested.
 * @throws forbidden, not_found, conflict (the lane is set aside; it is still served, here or on another lane, or its end is known)
 */
export async function attestRetirement({ ctx, laneId, number, fingerprint, reason }: Attestation): Promise<void> {
  requireRole(ctx, "operator");
  await ctx.db.transaction(async (tx) => {
    const record = await openLaneWith(tx, laneId, number);
    const generation = findGeneration(record.state, number, fingerprint);
    if (!generation) throw notFound("generation");
    const refusal = attestRefusal(setScene(record, ctx.now.getTime()), generation);
    if (refusal !== null) throw fail("conflict", refusal);
    // What a rotation of the lane replaces is decided on below, when its server may be locked already.
    const open = await readOpenCommands(tx, laneId);
    await lockFingerprints(tx, [generation.fingerprint, ...open.flatMap(({ previous }) => previous?.fingerprint ?? [])]);
    if (await isServedElsewhere(tx, laneId, generation.fingerprint, ctx.now))
      throw fail("conflict", "Another lane still serves this credential: rotate that one first.");
    const stamp = { sequence: null, at: ctx.now.getTime(), id: ctx.requestId };
    const state = fold(record.state, { boot: null, stamp, body: { type: "retired", generation, retirement: "manual" } });
    await writeStates(tx, [{ laneId, before: record.state, after: state }]);
    await writeActions(tx, ctx.actor, ctx.now, [
      {
        action: "generation.retirement_attested",
        laneId,
        serverId: record.serverId,
        reason,
        after: { generation: number, fingerprint: generation.fingerprint, retirement: "manual" },
        summary: `Attested that generation ${number} of ${record.name} is dead`,
      },
    ]);
    const judged = { ...record, state };
    await evaluateLanes(tx, [judged], "operator", ctx.now);
    await progressOpenRotations(tx, judged, ctx.now);
  });
}

const findGeneration = (state: LaneState, number: number, fingerprint: string | undefined) =>
  Object.values(state.generations)
    .filter((one) => one.number === number && (fingerprint === undefined || one.fingerprint === fingerprint))
    .toSorted(compareGenerations)
    .at(-1);
