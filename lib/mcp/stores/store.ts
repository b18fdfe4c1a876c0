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

/** Where a lane's credential comes from. Implement it for any place that can be read. */
export interface Store {
  /** Kind of place, e.g. `file`, `vault`. */
  readonly type: string;
  /** Name of the place, shown to operators; never a value. */
  readonly reference: string;
  /** The newest version, or null where the place is empty. Rejects where it cannot be reached. */
  read(): Promise<StoreVersion | null>;
  /** Calls back on every change; returns what ends the watch. Must not hold the process open. */
  watch?(onChange: () => void): () => void;
  /** Draws a new lease from the grant. Present only where the stored secret is a grant rather than the credential itself. */
  refresh?(grant: StoreVersion, context: RefreshContext): Promise<RefreshResult>;
}
