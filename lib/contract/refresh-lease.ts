import * as z from "zod/mini";
import { laneName, replicaName, timestamp } from "./primitives.ts";

/** Rises with every taking and never falls: what was done under a lower number must not be written any more. */
const fence = z.int().check(z.minimum(1), z.maximum(Number.MAX_SAFE_INTEGER));

/** Under a server's key a lane goes by its name. */
export const laneNamePath = z.object({ lane: laneName });

/** `POST /lanes/{lane}/refresh-lease`: who wants to refresh the shared grant. */
export const refreshLeaseRequest = z.object({ replica: replicaName });
export const refreshLease = z.object({ lane: laneName, holder: replicaName, fence, expires_at: timestamp, lease_s: z.int() });
export type RefreshLease = z.infer<typeof refreshLease>;

/** `DELETE /lanes/{lane}/refresh-lease`: which holding is given back. */
export const refreshLeaseRelease = z.object({ replica: replicaName, fence: z.coerce.number().check(z.int(), z.minimum(1)) });
