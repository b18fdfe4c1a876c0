import type { Expiry } from "../../domain/clock/instant.ts";
import { jwtExpiry } from "../classify/expiry/jwt-expiry.ts";
import { messageOf } from "../emitter.ts";
import type { LaneOptions } from "../options.ts";
import type { Services } from "../services.ts";
import type { StoreVersion } from "../stores/store.ts";
import { StoreError } from "../stores/store-error.ts";
import { withTimeLimit } from "../time-limit.ts";
import { type Generation, numberGeneration } from "./generation.ts";
import { Leases } from "./leases.ts";
import type { Refusal } from "./refusal.ts";

const READ_LIMIT_MS = 10_000;

export const UNREADABLE: Refusal = { code: "store_unreachable", certainty: "confirmed" };

const expiryOf = ({ expiresAt }: StoreVersion): Expiry => (expiresAt instanceof Date ? expiresAt.getTime() : (expiresAt ?? null));

/** The end of what a store holds: a token that carries its own goes before what is declared beside it. A grant is no token. */
export function knownEnd(stored: StoreVersion, isGrant: boolean): Pick<Generation, "expiresAt" | "expiresSource"> {
  const own = isGrant ? null : jwtExpiry(stored.secret);
  return own ? { expiresAt: own.getTime(), expiresSource: "jwt" } : { expiresAt: expiryOf(stored), expiresSource: "declared" };
}

export type StoreReading =
  | { ok: true; stored: StoreVersion; fingerprint: string }
  | { ok: false; refusal: Refusal; reason: string };

/** What a lane's store holds now, or why that cannot be told. Never rejects. */
export async function readStore(lane: LaneOptions, services: Services): Promise<StoreReading> {
  const refusal = UNREADABLE;
  try {
    const stored = await withTimeLimit(lane.store.read(), READ_LIMIT_MS);
    if (!stored) return { ok: false, refusal, reason: "the store is empty" };
    return { ok: true, stored, fingerprint: services.fingerprint(stored.identity ?? stored.secret) };
  } catch (error) {
    services.logger.warn("A store could not be read", { lane: lane.name, error: messageOf(error) });
    return { ok: false, refusal, reason: error instanceof StoreError ? error.message : "the store cannot be read" };
  }
}

/** The generation a stored version makes. What was learnt of the same fingerprint before, in this process or an earlier one, holds on. */
export function makeGeneration(
  lane: LaneOptions,
  stored: StoreVersion,
  fingerprint: string,
  last: { number: number; fingerprint: string } | null,
  services: Services,
): Generation {
  const number = numberGeneration(stored.version, fingerprint, last);
  const known = services.memory.generation(lane.name, fingerprint);
  const refresh = lane.store.refresh?.bind(lane.store);
  return {
    number,
    fingerprint,
    stored,
    firstSeenAt: services.now(),
    ...knownEnd(stored, refresh !== undefined),
    statedExpiry: null,
    leases: refresh ? new Leases(lane.name, { generation: number, fingerprint }, refresh, stored, services) : null,
    verdict: known?.verdict ?? null,
    succeeded: known?.succeeded ?? false,
    troubled: false,
    refusedLeases: 0,
    inFlight: 0,
  };
}
