import { setTimeout as sleep } from "node:timers/promises";

/** Something that runs until it is stopped or ends by itself. */
export interface Running {
  exited: Promise<number | string>;
  stop(): Promise<void>;
}

export interface KeepRunningOptions {
  name: string;
  start(): Promise<Running>;
  report(line: string): void;
  /** The wait before the first restart; doubled for each that follows soon, up to `longestDelayMs`. */
  firstDelayMs?: number;
  longestDelayMs?: number;
}

/** What ran this long counts as recovered. */
const STEADY_MS = 60_000;

/** Starts it once, throwing what that throws, and from then on starts it again whenever it ends by itself. */
export async function keepRunning({
  name,
  start,
  report,
  firstDelayMs = 500,
  longestDelayMs = 60_000,
}: KeepRunningOptions): Promise<{ stop(): Promise<void> }> {
  let running = await start();
  let startedAt = performance.now();
  const stopping = new AbortController();

  const watch = async (): Promise<void> => {
    let delayMs = firstDelayMs;
    for (;;) {
      const ending = await running.exited;
      if (stopping.signal.aborted) return;
      if (performance.now() - startedAt > STEADY_MS) delayMs = firstDelayMs;
      report(`The ${name} ended (${ending}); starting it again in ${delayMs} ms`);
      const restarted = await restart(delayMs);
      if (!restarted) return;
      delayMs = Math.min(delayMs * 2, longestDelayMs);
    }
  };

  const restart = async (firstWaitMs: number): Promise<boolean> => {
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestDelayMs)) {
      await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return false;
      try {
        running = await start();
        startedAt = performance.now();
        if (stopping.signal.aborted) {
          await running.stop();
          return false;
        }
        report(`The ${name} runs again`);
        return true;
      } catch (error) {
        report(`The ${name} did not start: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };

  const watching = watch();
  return {
    stop: async () => {
      stopping.abort();
      await running.stop();
      await watching;
    },
  };
}
