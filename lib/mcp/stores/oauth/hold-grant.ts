import { randomBytes } from "node:crypto";
import { pause } from "../../timers.ts";
import type { RefreshContext, Store, StoreLock, StoreVersion } from "../store.ts";
import { isStoreFailure } from "../store-error.ts";
import { grantName } from "./grant-name.ts";

const LOOK_MS = 250;
/** A token endpoint is given ten seconds; a holder that died is waited for no longer than this. */
const CLAIM_MS = 30_000;

/**
 * Keeps every other process that shares a grant from refreshing it: by the lock of its place, else by a claim that is written into
 * the place itself. Null where another one holds it for all of `waitMs`.
 */
export async function holdGrant(place: Store, { now }: RefreshContext, waitMs: number): Promise<StoreLock | null> {
  if (place.lock) return place.lock(waitMs);
  const { write } = place;
  if (!write) return { release: async () => {} };
  const by = randomBytes(8).toString("hex");
  const giveUpMs = performance.now() + waitMs;
  do {
    const grant = await place.read();
    if (!grant) return { release: async () => {} };
    const isFree = !grant.claim || grant.claim.until <= now();
    const claim = { by, until: new Date(now().getTime() + CLAIM_MS) };
    if (isFree && (await tryToWrite(place, { ...grant, identity: grantName(grant), claim }, grant)))
      return { release: () => endClaim(place, by) };
    await pause(LOOK_MS * (0.5 + Math.random()));
  } while (performance.now() < giveUpMs);
  return null;
}

/** Whether it was written; false where another process wrote first. */
async function tryToWrite(place: Store, next: StoreVersion, expected: StoreVersion): Promise<boolean> {
  try {
    await place.write?.(next, expected);
    return true;
  } catch (error) {
    if (isStoreFailure(error, "conflict")) return false;
    throw error;
  }
}

/** Where the refresh token was replaced, the claim went with it. One that cannot be taken back ends by itself. */
async function endClaim(place: Store, by: string): Promise<void> {
  try {
    const grant = await place.read();
    if (grant?.claim?.by !== by) return;
    const { claim: _ended, ...free } = grant;
    await place.write?.(free, grant);
  } catch {
    // Another process waits for it half a minute at most.
  }
}
