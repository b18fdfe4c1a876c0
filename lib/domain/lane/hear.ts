import type { Instant } from "../clock/instant.ts";
import { latest, type Register, type Stamp } from "./stamp.ts";

/** What one event tells of the replica that sent it. `stamp.at` is when it happened, by the replica's clock. */
export interface SignOfLife {
  stamp: Stamp;
  receivedAt: Instant;
  /** It tells of now: whoever sends one is here. Any other event may have waited longer than its replica lived. */
  isHeartbeat: boolean;
  stopped: boolean;
  heartbeatS: number | null;
}

/** What signs of life add up to. */
export interface Heard {
  /** The last moment at which the replica is known to have been there. */
  at: Instant;
  stopped: boolean;
  heartbeat: Register<{ seconds: number }> | null;
}

/** Adds a sign of life. The same ones add up to the same in any order, and one that comes twice changes nothing. */
export function hear(held: Heard | null, sign: SignOfLife): Heard {
  const { stamp, receivedAt, isHeartbeat, stopped, heartbeatS } = sign;
  const at = isHeartbeat ? receivedAt : Math.min(receivedAt, stamp.at);
  const heartbeat = held?.heartbeat ?? null;
  return {
    at: Math.max(held?.at ?? at, at),
    stopped: stopped || (held?.stopped ?? false),
    heartbeat: heartbeatS === null ? heartbeat : latest(heartbeat, { seconds: heartbeatS, stamp }),
  };
}
