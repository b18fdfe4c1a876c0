/** Readers of the outbox listen here; the payload is empty, since the rows are the message. */
export const OUTBOX_CHANNEL = "lanekeeper_outbox";

const EVERY_MS = 20;

/**
 * Tells the outbox readers of all processes that there may be news, at most every 20 ms and in a statement of its own:
 * a NOTIFY inside the writing transactions would take a global lock at each commit. A lost nudge costs a reader one second.
 */
export function createNudge(notify: (channel: string) => Promise<unknown>): { nudge(): void; stop(): void } {
  let timer: NodeJS.Timeout | null = null;
  let lastAt = 0;
  const fire = () => {
    timer = null;
    lastAt = Date.now();
    notify(OUTBOX_CHANNEL).catch(() => undefined);
  };
  return {
    nudge() {
      if (timer) return;
      timer = setTimeout(fire, Math.max(0, lastAt + EVERY_MS - Date.now()));
      timer.unref();
    },
    stop() {
      if (timer) clearTimeout(timer);
    },
  };
}
