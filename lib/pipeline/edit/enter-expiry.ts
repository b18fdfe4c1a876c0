import { writeActions } from "#lib/db/actions.ts";
import { lockLanes, readLaneRecords } from "#lib/db/lane-record.ts";
import { writeStates } from "#lib/db/lane-writes.ts";
import type { Expiry } from "#lib/domain/clock/instant.ts";
import { fold } from "#lib/domain/lane/fold.ts";
import { compareGenerations } from "#lib/domain/lane/generation.ts";
import { type Context, requireRole } from "../context.ts";
import { notFound } from "../errors.ts";
import { evaluateLanes } from "../evaluate/index.ts";

export interface ExpiryEntry {
  ctx: Context;
  laneId: string;
  /** Generation's number; where two fingerprints stand under it, the greater one is meant. */
  number: number;
  expiresAt: Expiry;
  reason: string | null;
}

/** Enters when a generation ends, for providers that do not tell; it wins over every other source. @throws forbidden, not_found */
export async function enterExpiry({ ctx, laneId, number, expiresAt, reason }: ExpiryEntry): Promise<void> {
  requireRole(ctx, "operator");
  await ctx.db.transaction(async (tx) => {
    await lockLanes(tx, [laneId]);
    const [record] = await readLaneRecords(tx, [laneId]);
    if (!record) throw notFound("lane");
    const generation = Object.values(record.state.generations)
      .filter((other) => other.number === number)
      .toSorted(compareGenerations)
      .at(-1);
    if (!generation) throw notFound("generation");
    const stamp = { sequence: null, at: ctx.now.getTime(), id: ctx.requestId };
    const state = fold(record.state, { boot: null, stamp, body: { type: "expiry_entered", generation, expiresAt } });
    await writeStates(tx, [{ laneId, before: record.state, after: state }]);
    await writeActions(tx, ctx.actor, ctx.now, [
      {
        action: "generation.expiry_entered",
        laneId,
        serverId: record.serverId,
        reason,
        before: { entered: generation.entered?.expiresAt ?? null },
        after: { generation: number, expires_at: typeof expiresAt === "number" ? new Date(expiresAt).toISOString() : expiresAt },
        summary: `Entered the expiry of ${record.name}, generation ${number}`,
      },
    ]);
    await evaluateLanes(tx, [{ ...record, state }], "operator", ctx.now);
  });
}
