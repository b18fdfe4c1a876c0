import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "#lib/db/database.ts";
import { writeOutbox } from "#lib/db/outbox.ts";
import { startWeb } from "#tests/support/start-web.ts";
import { countTransactions } from "./count-transactions.ts";
import type { Bench } from "./open-bench.ts";
import { percentiles } from "./percentiles.ts";
import type { Figures } from "./report.ts";
import type { StreamCrowd } from "./stream-crowd.ts";

/** The web process ends and starts again: how soon all streams are back, at what cost, and whether any missed what changed meanwhile. */
export async function measureReturn(
  { database, web, folder }: Pick<Bench, "database" | "web" | "folder">,
  crowd: StreamCrowd,
  laneId: string,
  consoles: number,
): Promise<Figures> {
  console.log("Ending the web process and starting it again.");
  const stopAt = Date.now();
  await web.stop();
  const stoppedAt = Date.now();
  const { told } = await crowd.watch(laneId, 0, consoles);
  await database.transaction((tx) => writeOutbox(tx, [{ topic: "lane", ref: laneId, serverId: null, version: 1 }]));
  const before = await countTransactions(database);
  const connections = watchConnections(database);
  const startedAt = Date.now();
  const again = await startWeb({ databaseUrl: database.url, folder, port: Number(new URL(web.url).port) });
  try {
    const { at, resets } = await crowd.whenLive();
    const waits = at.map((time) => (time - startedAt) / 1_000);
    await told;
    return {
      "stopping s": (stoppedAt - stopAt) / 1_000,
      "return from the start, first s": Math.min(...waits),
      "return from the start, p50 s": percentiles(waits).p50,
      "return from the start, last s": Math.max(...waits),
      "most connections of the return": await connections.most(),
      "transactions of the return": (await countTransactions(database)) - before,
      "consoles told to read all again": resets,
    };
  } finally {
    await again.stop();
  }
}

/** The most connections of others that were open at one time. */
function watchConnections(database: Database): { most(): Promise<number> } {
  const done = new AbortController();
  const watch = (async () => {
    let most = 0;
    while (!done.signal.aborted) {
      const [row] = await database.query<{ open: number }>(
        "SELECT count(*) AS open FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()",
      );
      most = Math.max(most, row?.open ?? 0);
      await sleep(50);
    }
    return most;
  })();
  return {
    most: () => {
      done.abort();
      return watch;
    },
  };
}
