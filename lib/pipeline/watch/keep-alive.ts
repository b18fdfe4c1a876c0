import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "#lib/db/database.ts";
import { BEAT_MS } from "#lib/domain/outage/outage.ts";
import type { OutagePart } from "#lib/domain/vocabulary.ts";
import type { Log } from "#lib/log.ts";
import { noteAlive } from "./note-alive.ts";

export interface KeepAlive {
  db: Database;
  part: OutagePart;
  log: Log;
  signal?: AbortSignal;
  everyMs?: number;
  awayAfterMs?: number;
}

/** Shows every few seconds that this part works, until told to stop. Holds no process open; while Postgres is away it shows nothing. */
export async function keepAlive({ db, part, log, signal, everyMs = BEAT_MS, awayAfterMs }: KeepAlive): Promise<void> {
  let isMute = false;
  while (!signal?.aborted) {
    try {
      const outage = await noteAlive(db, part, new Date(), awayAfterMs);
      isMute = false;
      if (outage) log.warn({ part, awayMs: outage.endedAt - outage.startedAt }, "Lanekeeper was away");
    } catch (error) {
      if (!isMute) log.warn({ error, part }, "no sign of life can be written");
      isMute = true;
    }
    await sleep(everyMs, undefined, { ref: false, ...(signal ? { signal } : {}) }).catch(() => undefined);
  }
}
