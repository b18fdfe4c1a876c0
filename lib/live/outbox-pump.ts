import type { Database } from "#lib/db/database.ts";
import { OUTBOX_CHANNEL } from "#lib/db/database-nudge.ts";
import { type OutboxEntry, type OutboxPosition, readOutbox, readOutboxHead } from "#lib/db/outbox.ts";
import { shared } from "#lib/db/shared.ts";
import { createLog } from "#lib/log.ts";

type Listener = (entries: readonly OutboxEntry[]) => void;

const POLL_MS = 1_000;
const RECONNECT_MS = 1_000;
const BATCH = 1_000;

/** Reads the outbox once for everybody in this process, and hands news to its listeners. */
export class OutboxPump {
  readonly #db: Database;
  readonly #log = createLog("live");
  readonly #listeners = new Set<Listener>();
  #position: OutboxPosition | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #started = false;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Calls `listener` with all news from now on; returns the function that ends it. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    this.#start();
    return () => this.#listeners.delete(listener);
  }

  #start(): void {
    if (this.#started) return;
    this.#started = true;
    setInterval(() => this.#tick(), POLL_MS).unref();
    void this.#listen();
    this.#tick();
  }

  /** Keeps one LISTEN connection; after each reconnect the outbox is read, since notifications were missed meanwhile. */
  async #listen(): Promise<void> {
    try {
      await this.#db.listen(OUTBOX_CHANNEL, () => this.#tick());
    } catch (error) {
      this.#log.warn({ error }, "the outbox cannot be listened to; it is read every second");
    }
    setTimeout(() => void this.#listen(), RECONNECT_MS).unref();
  }

  /** One read at a time; a tick during a read makes it read once more. */
  #tick(): void {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = this.#read()
      .catch((error: unknown) => this.#log.warn({ error }, "the outbox could not be read"))
      .finally(() => {
        this.#running = null;
        if (this.#again) {
          this.#again = false;
          this.#tick();
        }
      });
  }

  async #read(): Promise<void> {
    if (this.#position === null) {
      this.#position = await readOutboxHead(this.#db);
      return;
    }
    for (;;) {
      const entries = await readOutbox(this.#db, this.#position, BATCH);
      const last = entries.at(-1);
      if (!last) return;
      this.#position = last.position;
      for (const listener of this.#listeners) listener(entries);
      if (entries.length < BATCH) return;
    }
  }
}

/** The pump of this process. */
export const processPump = (db: Database): OutboxPump => shared("outbox-pump", () => new OutboxPump(db));
