import type { InvalidateQueryFilters, QueryClient, QueryKey } from "@tanstack/react-query";
import { queryKeys } from "#components/api/query-keys.ts";

const PAUSE_MS = 200;
const ALL = "all";
/** Who is signed in does not change with what happens to lanes. */
const EVERYTHING: InvalidateQueryFilters = { predicate: ({ queryKey }) => queryKey[0] !== queryKeys.session[0] };

export interface Refresher {
  add(keys: QueryKey[]): void;
  /** Everything that is shown, at a time drawn from the next `spreadMs`. */
  addAll(spreadMs: number): void;
  stop(): void;
}

/**
 * Reads again what events touched: the first at once, then one round after another, so that a storm of events
 * costs one read at a time and the last of them is never missed.
 */
export function createRefresher(client: QueryClient): Refresher {
  const pending = new Map<string, InvalidateQueryFilters>();
  let busy = false;
  let stopped = false;
  let later: ReturnType<typeof setTimeout> | undefined;

  async function run(): Promise<void> {
    busy = true;
    while (pending.size > 0 && !stopped) {
      const filters = pending.has(ALL) ? [EVERYTHING] : [...pending.values()];
      pending.clear();
      await Promise.all(filters.map((filter) => client.invalidateQueries(filter)));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    busy = false;
  }

  function read(name: string, filter: InvalidateQueryFilters): void {
    pending.set(name, filter);
    if (!busy) void run();
  }

  return {
    add(keys) {
      for (const queryKey of keys) read(JSON.stringify(queryKey), { queryKey });
    },
    addAll(spreadMs) {
      later ??= setTimeout(() => {
        later = undefined;
        read(ALL, EVERYTHING);
      }, Math.random() * spreadMs);
    },
    stop() {
      stopped = true;
      clearTimeout(later);
    },
  };
}
