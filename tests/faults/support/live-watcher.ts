import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "#lib/db/database.ts";
import { env } from "#lib/env.ts";
import { openStream } from "#tests/live/support/open-stream.ts";

/** A console that stays on one web, comes back by itself, and resumes where it was. */
export interface LiveWatcher {
  /** Lanes that changed although it was told neither of them nor, since, to read everything again. */
  missed(db: Database): Promise<string[]>;
  stop(): Promise<void>;
}

const AGAIN_MS = 200;

export function watchLive(url: string): LiveWatcher {
  const stopping = new AbortController();
  const told = new Set<string>();
  let readAllAt = new Date();
  let lastEventId = "";

  const hear = async (): Promise<void> => {
    const resumed: Record<string, string> = lastEventId === "" ? {} : { "last-event-id": lastEventId };
    const authorization = `Bearer ${env().LANEKEEPER_BOOTSTRAP_TOKEN ?? ""}`;
    const stream = await openStream(`${url}/api/v1/stream`, { authorization, ...resumed });
    stopping.signal.addEventListener("abort", stream.close, { once: true });
    const openedAt = new Date();
    await stream.ended;
    for (const { event, data } of stream.events) {
      if (event === "lane") told.add(String(data.id));
      // It then reads everything again, and with that at least what was written before the stream was opened.
      if (event === "reset") readAllAt = openedAt;
    }
    lastEventId = stream.lastEventId();
  };
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await hear().catch(() => undefined);
      await sleep(AGAIN_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();

  return {
    stop: async () => {
      stopping.abort();
      await watching;
    },
    missed: async (db) => {
      const changed = await db.query<{ id: string; name: string }>(
        `SELECT l.id, s.slug || '/' || l.name AS name FROM lane l JOIN server s ON s.id = l.server_id
         WHERE (SELECT max(t.recorded_at) FROM transition t WHERE t.lane_id = l.id) > $1`,
        [readAllAt],
      );
      return changed.flatMap(({ id, name }) => (told.has(id) ? [] : [`${url} was told nothing of ${name}`]));
    },
  };
}
