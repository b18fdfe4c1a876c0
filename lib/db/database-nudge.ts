/** Readers of the outbox listen here; the payload is empty, since the rows are the message. */
export const OUTBOX_CHANNEL = "lanekeeper_outbox";

const EVERY_MS = 20;

export interface Nudge {
  /** Something was committed for the live readers. */
  nudge(): void;
  /** Calls `listener` at once after each such commit of this process; returns the function that ends it. */
  subscribe(listener: () => void): () => void;
  stop(): void;
}

/**
 * Tells the outbox readers that there may be news: this process's own at once, those of the others at most every 20 ms and in a
 * statement of its own, since a NOTIFY inside the writing transactions would take a global lock at each commit.
 * A lost nudge costs a reader one second.
 */
export function createNudge(notify: (channel: string) => Promise<unknown>): Nudge {
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | null = null;
  let lastAt = Number.NEGATIVE_INFINITY;
  const fire = () => {
    timer = null;
    lastAt = performance.now();
    notify(OUTBOX_CHANNEL).catch(() => undefined);
  };
  return {
    nudge() {
      for (const listener of listeners) listener();
      if (timer) return;
      timer = setTimeout(fire, Math.max(0, lastAt + EVERY_MS - performance.now()));
      timer.unref();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      if (timer) clearTimeout(timer);
    },
  };
}
