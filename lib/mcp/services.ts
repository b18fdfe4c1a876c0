import type { EventDataInput } from "../contract/event-data.ts";
import type { Instant } from "../domain/clock/instant.ts";
import type { EventKind } from "../domain/vocabulary.ts";
import type { Emitter } from "./emitter.ts";
import type { Memory } from "./memory/memory.ts";
import type { Logger } from "./options.ts";
import type { RefreshTurn } from "./stores/refresh-turn.ts";

/** Puts an event into the queue and returns its id; `lane` is absent for what concerns the whole server. */
export type Report = <K extends EventKind>(kind: K, data: EventDataInput[K], lane?: string) => string;

/** What every part of a keeper shares. */
export interface Services {
  report: Report;
  /** Milliseconds since the epoch by Lanekeeper's clock, as far as its answers tell. */
  now(): Instant;
  /** What a call waits for before it is judged; null where Lanekeeper's last word is fresh, or cannot be had. Never rejects. */
  freshWord(): Promise<void> | null;
  fetch: typeof fetch;
  fingerprint(secret: string): string;
  /** Asks Lanekeeper to be the one replica that refreshes the lane's grant. Never rejects. */
  takeRefreshTurn(lane: string): Promise<RefreshTurn>;
  logger: Logger;
  emitter: Emitter;
  memory: Memory;
}
