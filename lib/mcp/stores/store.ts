import type { Evidence } from "../../contract/primitives.ts";
import type { RefreshTurn } from "./refresh-turn.ts";

/** What a store holds now. The secret never leaves the process: Lanekeeper gets its fingerprint. */
export interface StoreVersion {
  secret: string;
  /** The store's own version; a decimal integer becomes the generation number. */
  version?: string;
  /** Fingerprinted in place of the secret where the secret changes under one grant (rotating refresh tokens). */
  identity?: string;
  issuedAt?: Date;
  /** `"never"` where the provider sets no end, absent or null where nobody knows. */
  expiresAt?: Date | "never" | null;
  scopes?: string[];
  /** The store's own mark of exactly this state, by which `write` tells whether somebody else wrote meanwhile. */
  revision?: string;
  /** Who refreshes this grant at the moment, where processes that share it have no lock in common. */
  claim?: RefreshClaim;
}

export interface RefreshClaim {
  by: string;
  until: Date;
}

/** A short-lived access token drawn from a stored grant. */
export interface StoreLease {
  accessToken: string;
  issuedAt: Date;
  /** Null where the token response names no lifetime. */
  expiresAt: Date | null;
  scopes?: string[];
}

export type RefreshResult =
  | { ok: true; lease: StoreLease }
  /** `permanent`: the grant is refused and a retry cannot help. `retryAfterS` is the provider's own advice. */
  | { ok: false; permanent: boolean; reason: string; retryAfterS?: number; evidence?: Evidence };

export interface RefreshContext {
  fetch: typeof fetch;
  now(): Date;
  /** Asks to be the one process that refreshes; for stores whose grant is shared. Never rejects. */
  takeTurn?(): Promise<RefreshTurn>;
}

export interface StoreLock {
  /** Never rejects. */
  release(): Promise<void>;
}

/** Where a lane's credential comes from. `type`, `reference` and `read` make a store; the rest says what else it can do. */
export interface Store {
  /** Kind of place, e.g. `file`, `vault`. `env` is the one that does not count as managed. */
  readonly type: string;
  /** Name of the place, shown to operators; never a value. */
  readonly reference: string;
  /** The newest version, or null where the place is empty. Rejects, best with a `StoreError`, where it cannot be told. */
  read(): Promise<StoreVersion | null>;
  /** Calls back on every change; returns what ends the watch. Must not hold the process open. */
  watch?(onChange: () => void): () => void;
  /** Draws a new lease from the grant. Present only where the stored secret is a grant rather than the credential itself. */
  refresh?(grant: StoreVersion, context: RefreshContext): Promise<RefreshResult>;
  /**
   * Puts `next` in where the place still holds `expected`, as read before; null expects an empty place. A `version` of `next` is
   * kept as its label, and without one the store counts by itself.
   * @throws StoreError `conflict` where the place holds something else by now.
   */
  write?(next: StoreVersion, expected: StoreVersion | null): Promise<void>;
  /** A version put aside to be tried before it becomes the newest, or null. A rotation takes it where the newest is the one served. */
  candidate?(): Promise<StoreVersion | null>;
  /** Makes a candidate the newest version, once the provider has been seen to accept it. */
  promote?(candidate: StoreVersion): Promise<void>;
  /** Keeps the other processes of this machine out, where the place can do that; null where one of them stays in too long. */
  lock?(waitMs: number): Promise<StoreLock | null>;
}
