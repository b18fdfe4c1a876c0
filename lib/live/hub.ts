import type { Database } from "#lib/db/database.ts";
import type { OutboxEntry } from "#lib/db/outbox.ts";
import { sharedPer } from "#lib/db/shared.ts";
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

  constructor(db: Database) {
    const pump = new OutboxPump({ db, tail: WINDOW, onEntries: (entries) => this.#tell(entries) });
    this.started = pump.start();
  }

  /** Calls `listener` with all news from now on; returns the function that ends it. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves at the next change of what a server shall be or do, or when `signal` aborts. Never rejects. */
  serverChanged(serverId: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const settle = () => {
        leave();
        signal.removeEventListener("abort", settle);
        resolve();
      };
      const leave = this.subscribe((entries) => {
        if (changedServers(entries).has(serverId)) settle();
      });
      signal.addEventListener("abort", settle);
      if (signal.aborted) settle();
    });
  }

  #tell(entries: readonly OutboxEntry[]): void {
    this.window.add(entries);
    for (const listener of this.#listeners) listener(entries);
  }
}

/** Servers that shall be or do something else. */
export const changedServers = (entries: readonly OutboxEntry[]): Set<string> =>
  new Set(entries.flatMap(({ topic, serverId }) => (topic === "control" && serverId !== null ? [serverId] : [])));

/** The hub of this process. */
export const processHub = (db: Database): LiveHub => sharedPer(db, "live-hub", () => new LiveHub(db));
