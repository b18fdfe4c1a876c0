import { writeActions } from "#lib/db/actions.ts";
import { writeStates } from "#lib/db/lane-writes.ts";
import { DAY, type Expiry, type Instant } from "#lib/domain/clock/instant.ts";
import { fold } from "#lib/domain/lane/fold.ts";
import { compareGenerations, startOf } from "#lib/domain/lane/generation.ts";
import type { GenerationState } from "#lib/domain/lane/state.ts";
import { openLaneWith } from "../command/index.ts";
import { type Context, requireRole } from "../context.ts";
import { fail, notFound } from "../errors.ts";
import { evaluateLanes } from "../evaluate/index.ts";

export interface ExpiryEntry {
  ctx: Context;
  laneId: string;
  /** Generation's number; where two fingerprints stand under it, the greater one is meant. */
  number: number;
  expiresAt: Expiry;
  reason: string | null;
}

/**
 * Enters when a generation ends, for providers that do not tell; it wins over every other source. Null takes an earlier entry back.
 * @throws forbidden, not_found, conflict (the lane is set aside), invalid_request (a date that cannot be one of this generation's end)
 */
export async function enterExpiry({ ctx, laneId, number, expiresAt, reason }: ExpiryEntry): Promise<void> {
  requireRole(ctx, "operator");
  await ctx.db.transaction(async (tx) => {
    const record = await openLaneWith(tx, laneId, number);
    const generation = Object.values(record.state.generations)
      .filter((other) => other.number === number)
      .toSorted(compareGenerations)
      .at(-1);
    if (!generation) throw notFound("generation");
    requirePossible(expiresAt, generation, ctx.now.getTime());
    const stamp = { sequence: null, at: ctx.now.getTime(), id: ctx.requestId };
    const state = fold(record.state, { boot: null, stamp, body: { type: "expiry_entered", generation, expiresAt } });
    await writeStates(tx, [{ laneId, before: record.state, after: state }]);
    await writeActions(tx, ctx.actor, ctx.now, [
      {
        action: "generation.expiry_entered",
        laneId,
        serverId: record.serverId,
        reason,
        before: { generation: number, expires_at: inWords(generation.entered?.expiresAt ?? null) },
        after: { generation: number, expires_at: inWords(expiresAt) },
        summary: `${expiresAt === null ? "Took back" : "Entered"} the expiry of ${record.name}, generation ${number}`,
      },
    ]);
    await evaluateLanes(tx, [{ ...record, state }], "operator", ctx.now);
  });
}

const LONGEST_MS = 50 * 365 * DAY;

/** A slip of the pen would page somebody at once, or nobody ever. */
function requirePossible(expiresAt: Expiry, generation: GenerationState, now: Instant): void {
  if (typeof expiresAt !== "number") return;
  const refuse = (why: string) => fail("invalid_request", `expires_at: ${inWords(expiresAt)} ${why}`);
  const startsAt = startOf(generation);
  if (expiresAt <= startsAt) throw refuse(`is not after ${inWords(startsAt)}, when generation ${generation.number} began.`);
  if (expiresAt <= now) throw refuse("lies in the past. If the credential has ended, put a new one in the store and rotate.");
  if (expiresAt > now + LONGEST_MS) throw refuse('is more than 50 years away. If it has no end, enter "never".');
}

const inWords = (expiry: Expiry): string | null => (typeof expiry === "number" ? new Date(expiry).toISOString() : expiry);
