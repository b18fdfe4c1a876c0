import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "#lib/db/database.ts";
import { claimPing } from "#lib/db/outages.ts";
import type { Log } from "#lib/log.ts";
import { readLags } from "#lib/views/read-pulse.ts";
import { runLoop } from "./run-loop.ts";

export interface DeadMan {
  db: Database;
  /** Whoever listens there raises the alarm when the pings stop. It may hold a secret and is never logged. */
  url: string;
  log: Log;
  signal: AbortSignal;
  everyMs?: number;
  jitterMs?: number;
  limitMs?: number;
}

/**
 * Pings once a minute while clock and delivery keep up and Postgres answers; of several workers one does. A ping that fails is
 * logged, and the next minute has its own.
 */
export function deadManLoop({
  db,
  url,
  log,
  signal,
  everyMs = 5_000,
  jitterMs = 5_000,
  limitMs = 10_000,
}: DeadMan): Promise<void> {
  const beat = async () => {
    const now = new Date();
    const lags = await readLags(db, now);
    if (lags.length > 0) log.warn({ lags }, "the dead-man switch is not pinged");
    else if (await claimPing(db, now)) await ping();
    return false;
  };
  const ping = async () => {
    await sleep(Math.random() * jitterMs, undefined, { signal });
    try {
      const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]) });
      await answer.body?.cancel();
      if (!answer.ok) log.warn({ status: answer.status }, "the dead-man switch refused its ping");
    } catch (error) {
      log.warn({ reason: error instanceof Error ? error.name : "unknown" }, "the dead-man switch could not be pinged");
    }
  };
  return runLoop({ name: "dead-man switch", everyMs, log, signal, beat });
}
