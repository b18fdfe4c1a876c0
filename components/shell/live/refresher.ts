import type { QueryClient, QueryKey } from "@tanstack/react-query";

const PAUSE_MS = 200;

export interface Refresher {
  add(keys: QueryKey[]): void;
  stop(): void;
}

/**
 * Reads again what events touched: the first at once, then one round after another, so that a storm of events
 * costs one read at a time and the last of them is never missed.
 */
export function createRefresher(client: QueryClient): Refresher {
  const pending = new Map<string, QueryKey>();
  let busy = false;
  let stopped = false;

  async function run(): Promise<void> {
    busy = true;
    while (pending.size > 0 && !stopped) {
      const keys = [...pending.values()];
      pending.clear();
      await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    busy = false;
  }

  return {
    add(keys) {
      for (const key of keys) pending.set(JSON.stringify(key), key);
      if (!busy) void run();
    },
    stop() {
      stopped = true;
    },
  };
}
