import type { RefreshLease } from "#lib/contract/refresh-lease.ts";
import { readRefreshLease, takeRefreshLease } from "#lib/db/refresh-leases.ts";
import type { Context } from "../context.ts";
import { fail } from "../errors.ts";
import { findOwnLane } from "./find-own-lane.ts";

/** Longer than any token endpoint may take to answer, short enough that a crashed holder is soon forgotten. */
const LEASE_S = 30;

/**
 * Lets one replica of a server refresh a lane's shared grant for 30 s. Its own taking is given again, under a higher number.
 * @throws forbidden, not_found (nothing was reported of the lane yet), lease_held (names the holder and when to ask again)
 */
export async function takeLease({ ctx, lane, replica }: { ctx: Context; lane: string; replica: string }): Promise<RefreshLease> {
  const laneId = await findOwnLane(ctx, lane, replica);
  const until = new Date(ctx.now.getTime() + LEASE_S * 1_000);
  const taken = await takeRefreshLease(ctx.db, { laneId, holder: replica, now: ctx.now, until });
  if (!taken) throw await held(ctx, laneId);
  const { fence, holder, expiresAt } = taken;
  return { lane, holder, fence, expires_at: expiresAt.toISOString(), lease_s: LEASE_S };
}

async function held(ctx: Context, laneId: string): Promise<Error> {
  const lease = await readRefreshLease(ctx.db, laneId);
  const leftMs = (lease?.expiresAt.getTime() ?? 0) - ctx.now.getTime();
  const holder = lease?.holder ?? null;
  return fail("lease_held", `${holder ?? "Another replica"} refreshes this grant now. Ask again when the lease is over.`, {
    holder,
    expires_at: lease?.expiresAt.toISOString() ?? null,
    retry_after_s: Math.max(1, Math.ceil(leftMs / 1_000)),
  });
}
