import type { Database } from "#lib/db/database.ts";
import { findOldestWriter } from "#lib/db/outbox.ts";
import { createLog, type Log } from "#lib/log.ts";

const WARN_AFTER_MS = 10_000;
const WARN_AGAIN_MS = 60_000;

/** Says in the log when entries are committed and cannot be told, since a transaction older than theirs stays open. */
export class StallWatch {
  readonly #db: Database;
  readonly #log: Pick<Log, "warn">;
  #heldSinceMs: number | null = null;
  #warnAtMs = 0;

  constructor(db: Database, log: Pick<Log, "warn"> = createLog("live")) {
    this.#db = db;
    this.#log = log;
  }

  /** Takes what one read found: entries that wait, and whether any others went through. */
  note({ heldBack, hasMoved }: { heldBack: number; hasMoved: boolean }, nowMs = performance.now()): void {
    if (heldBack === 0 || hasMoved) {
      this.#heldSinceMs = null;
      return;
    }
    if (this.#heldSinceMs === null) {
      this.#heldSinceMs = nowMs;
      this.#warnAtMs = nowMs + WARN_AFTER_MS;
    }
    if (nowMs < this.#warnAtMs) return;
    this.#warnAtMs = nowMs + WARN_AGAIN_MS;
    this.#warn(heldBack, nowMs - this.#heldSinceMs).catch(() => undefined);
  }

  async #warn(heldBack: number, heldForMs: number): Promise<void> {
    const holder = await findOldestWriter(this.#db);
    this.#log.warn(
      { heldBack, heldForS: Math.round(heldForMs / 1_000), holder },
      "live updates wait for a transaction that stays open: end it, or the screens show what was before it",
    );
  }
}
