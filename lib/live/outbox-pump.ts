import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "#lib/db/database.ts";
import { OUTBOX_CHANNEL } from "#lib/db/database-nudge.ts";
import { type OutboxEntry, type OutboxPosition, readOutbox, readOutboxTail } from "#lib/db/outbox.ts";
import { createLog } from "#lib/log.ts";
import { StallWatch } from "./stall-watch.ts";

export interface OutboxPumpOptions {
  db: Database;
  /** How many earlier entries the first read brings. */
  tail: number;
  onEntries(entries: readonly OutboxEntry[]): void;
}

/** The net under lost notifications. */
const POLL_MS = 1_000;
/** However many transactions commit, one read in this time tells of all. */
const GAP_MS = 20;
const RELISTEN_MS = 500;
const BATCH = 2_000;

/** Reads the outbox once for everybody in this process: at each nudge, and each second in case one was lost. */
export class OutboxPump {
  readonly #options: OutboxPumpOptions;
  readonly #log = createLog("live");
  readonly #stall: StallWatch;
  readonly #started = Promise.withResolvers<void>();
  #position: OutboxPosition | null = null;
  /** Everything that was committed up to here has been told. */
  #toldUntil = new Date();
  #isReading = false;
  #isWanted = false;
  #again: NodeJS.Timeout | undefined;
  #againMs = GAP_MS;

  constructor(options: OutboxPumpOptions) {
    this.#options = options;
    this.#stall = new StallWatch(options.db);
  }

  /** Age of the oldest change that may not have been told yet, in seconds; read each second, so less than two are none. */
  lagS(now = new Date()): number {
    const ageMs = now.getTime() - this.#toldUntil.getTime();
    return ageMs < 2 * POLL_MS ? 0 : ageMs / 1_000;
  }

  /** Begins to read, for as long as the process runs. Resolves after the first read. */
  start(): Promise<void> {
    const wake = () => void this.#wake();
    this.#options.db.onNews(wake);
    setInterval(wake, POLL_MS).unref();
    void this.#listen(wake);
    wake();
    return this.#started.promise;
  }

  /** Keeps one LISTEN connection; each new one reads at once, since notifications were missed meanwhile. */
  async #listen(wake: () => void): Promise<void> {
    for (;;) {
      try {
        await this.#options.db.listen(OUTBOX_CHANNEL, wake);
      } catch (error) {
        this.#log.warn({ error }, "the outbox cannot be listened to; it is read every second");
      }
      await sleep(RELISTEN_MS * (1 + Math.random()), undefined, { ref: false });
    }
  }

  /** One read at a time: what is asked for during one is answered by the next. */
  async #wake(): Promise<void> {
    this.#isWanted = true;
    if (this.#isReading) return;
    this.#isReading = true;
    while (this.#isWanted) {
      this.#isWanted = false;
      await this.#read().catch((error: unknown) => this.#log.warn({ error }, "the outbox could not be read"));
      await sleep(GAP_MS, undefined, { ref: false });
    }
    this.#isReading = false;
  }

  async #read(): Promise<void> {
    if (this.#position === null) await this.#readTail();
    else await this.#readOn(this.#position);
  }

  async #readTail(): Promise<void> {
    const entries = await readOutboxTail(this.#options.db, this.#options.tail);
    this.#position = entries.at(-1)?.position ?? { xid: "0", id: 0 };
    this.#options.onEntries(entries);
    this.#started.resolve();
  }

  /** Hands over all that is settled. */
  async #readOn(from: OutboxPosition): Promise<void> {
    for (let position = from; ; ) {
      const { entries, heldBack, heldSince } = await readOutbox(this.#options.db, position, BATCH);
      this.#toldUntil = heldSince ?? new Date();
      position = entries.at(-1)?.position ?? position;
      this.#position = position;
      this.#stall.note({ heldBack, hasMoved: entries.length > 0 });
      if (entries.length > 0) this.#options.onEntries(entries);
      if (heldBack > 0) this.#askAgain(entries.length > 0);
      if (entries.length < BATCH) return;
    }
  }

  /** Whatever holds entries back may end without a word, so it is asked again, ever less often. */
  #askAgain(hasMoved: boolean): void {
    this.#againMs = hasMoved ? GAP_MS : Math.min(2 * this.#againMs, POLL_MS);
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.#wake(), this.#againMs).unref();
  }
}
