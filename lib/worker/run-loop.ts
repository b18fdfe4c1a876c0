import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "#lib/log.ts";

export interface Loop {
  name: string;
  /** One beat. Returning true asks for the next one at once. */
  beat(): Promise<boolean>;
  everyMs: number;
  log: Log;
  signal: AbortSignal;
}

const MAX_BACKOFF_MS = 10_000;

/** Beats until told to stop; a failing beat is logged and tried again, slower each time, since what is due stays due. */
export async function runLoop({ name, beat, everyMs, log, signal }: Loop): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const isMore = await beat();
      failures = 0;
      if (isMore) continue;
    } catch (error) {
      failures += 1;
      log.error({ error, failures }, `the ${name} failed`);
    }
    const waitMs = failures === 0 ? everyMs : Math.min(everyMs * 2 ** failures, MAX_BACKOFF_MS);
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  }
}
