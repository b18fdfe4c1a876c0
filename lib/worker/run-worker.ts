import type { Database } from "#lib/db/database.ts";
import type { Log } from "#lib/log.ts";
import type { Retention } from "#lib/pipeline/retention/index.ts";
import { keepAlive } from "#lib/pipeline/watch/index.ts";
import { clockLoop } from "./clock-loop.ts";
import { deadManLoop } from "./dead-man-loop.ts";
import { housekeepingLoop } from "./housekeeping-loop.ts";

export interface WorkerOptions {
  db: Database;
  log: Log;
  signal: AbortSignal;
  retention: Retention;
  deadManUrl?: string | undefined;
  /** How often the worker shows that it lives, and after how long without it counts as away. */
  watch?: { everyMs: number; awayAfterMs: number };
}

/** Keeps the clock until told to stop. A worker that begins to work writes down first how long none did. */
export async function runWorker({ db, log, signal, retention, deadManUrl, watch }: WorkerOptions): Promise<void> {
  await Promise.all([
    keepAlive({ db, part: "clock", log, signal, ...watch }),
    clockLoop(db, log, signal),
    housekeepingLoop(db, log, signal, retention),
    ...(deadManUrl ? [deadManLoop({ db, url: deadManUrl, log, signal })] : []),
  ]);
}
