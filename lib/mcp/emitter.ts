import type { KeeperEvents } from "./keeper-types.ts";
import type { Logger } from "./options.ts";

type Listener<K extends keyof KeeperEvents> = (detail: KeeperEvents[K]) => void;

/** Tells listeners what happened and survives whatever they throw. */
export class Emitter {
  readonly #listeners = new Map<keyof KeeperEvents, Set<Listener<never>>>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  on<K extends keyof KeeperEvents>(event: K, listener: Listener<K>): () => void {
    const listeners = this.#listeners.get(event) ?? new Set<Listener<never>>();
    this.#listeners.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  emit<K extends keyof KeeperEvents>(event: K, detail: KeeperEvents[K]): void {
    for (const listener of this.#listeners.get(event) ?? []) {
      try {
        (listener as Listener<K>)(detail);
      } catch (error) {
        this.#logger.error("A listener threw", { event, error: messageOf(error) });
      }
    }
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
