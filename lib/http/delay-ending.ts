import { setTimeout as sleep } from "node:timers/promises";

/** Within what a supervisor waits before it kills. */
const AT_MOST_MS = 1_500;

/**
 * Has `work` done between the word to end and Next's own ending, which exits as soon as the last answer is sent. Next has set up
 * its listeners by the time that it calls for instrumentation. `work` does not reject, and may be asked for again.
 */
export function delayEnding(work: () => Promise<void>): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const endings = process.listeners(signal);
    process.removeAllListeners(signal);
    process.on(signal, async () => {
      await Promise.race([work(), sleep(AT_MOST_MS)]);
      for (const end of endings) end(signal);
    });
  }
}
