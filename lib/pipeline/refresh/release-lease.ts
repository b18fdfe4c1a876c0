import { releaseRefreshLease } from "#lib/db/refresh-leases.ts";
import type { Context } from "../context.ts";
import { findOwnLane } from "./find-own-lane.ts";

export interface LeaseRelease {
  ctx: Context;
  lane: string;
  replica: string;
  fence: number;
}

/** Gives a lease back before its time is over; one that another replica holds by now is left alone. @throws forbidden, not_found */
export async function releaseLease({ ctx, lane, replica, fence }: LeaseRelease): Promise<void> {
  const laneId = await findOwnLane(ctx, lane, replica);
  await releaseRefreshLease(ctx.db, { laneId, holder: replica, fence, now: ctx.now });
}
