import type { Database } from "#lib/db/database.ts";
import type { OutboxEntry } from "#lib/db/outbox.ts";
import { sharedPer } from "#lib/db/shared.ts";
import { provideGauge } from "#lib/meter.ts";
import { OutboxPump } from "./outbox-pump.ts";
import { ReplayWindow } from "./replay-window.ts";

type Listener = (entries: readonly OutboxEntry[]) => void;

const WINDOW = 5_000;

/** Where everything in this process that waits for news meets the one reader of the outbox. */
export class LiveHub {
  /** The newest entries, for clients that come back. */
  readonly window = new ReplayWindow(WINDOW);
  /** Resolves once the window is filled. */
  readonly started: Promise<void>;
  readonly #listeners = new Set<Listener>();
  /** Those that wait for one server, by its id. */
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(db: Database) {
    const pump = new OutboxPump({ db, tail: WINDOW, onEntries: (entries) => this.#tell(entries) });
    this.started = pump.start();
    provideGauge("outbox_lag_seconds", () => pump.lagS());
  }

  /** Calls `listener` with all news from now on; returns the function that ends it. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves at the next change of what a server shall be or do, or when `signal` aborts. Never rejects. */
  serverChanged(serverId: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(serverId) ?? new Set();
      this.#waiting.set(serverId, waiting);
      const settle = () => {
        waiting.delete(settle);
        if (waiting.size === 0 && this.#waiting.get(serverId) === waiting) this.#waiting.delete(serverId);
        signal.removeEventListener("abort", settle);
        resolve();
      };
      waiting.add(settle);
      signal.addEventListener("abort", settle);
      if (signal.aborted) settle();
    });
  }

  #tell(entries: readonly OutboxEntry[]): void {
    this.window.add(entries);
    for (const listener of this.#listeners) listener(entries);
    for (const serverId of changedServers(entries)) {
      for (const settle of [...(this.#waiting.get(serverId) ?? [])]) settle();
    }
  }
}

/** Servers that shall be or do something else. */
export const changedServers = (entries: readonly OutboxEntry[]): Set<string> =>
  new Set(entries.flatMap(({ topic, serverId }) => (topic === "control" && serverId !== null ? [serverId] : [])));

/** The hub of this process. */
export const processHub = (db: Database): LiveHub => sharedPer(db, "live-hub", () => new LiveHub(db));
