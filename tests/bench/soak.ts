import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { MINUTE, SECOND } from "#lib/domain/clock/instant.ts";
import { startWorker } from "#tests/support/start-worker.ts";
import type { BenchOptions } from "./support/bench-options.ts";
import { openBenchDatabase, startBuiltWeb } from "./support/open-bench.ts";
import { memoryFigures, readMemory, TELLING_MEMORY } from "./support/read-memory.ts";
import type { Report } from "./support/report.ts";
import { createFleet, type Fleet } from "./support/reporting-fleet.ts";
import { send, sendLoad } from "./support/send-load.ts";

const MINUTES = 10;
const FULL_MS = 10 * SECOND;
const BATCH = 100;
const CONNECTIONS = 20;
/** What is loaded and compiled on the way is no growth. */
const SETTLED_SHARE = 0.2;

/** Half of what ingest can do, for minutes on end, and how the memory of web and worker goes meanwhile. */
export async function soak({ minutes = MINUTES }: BenchOptions): Promise<Report> {
  const bench = await openBenchDatabase();
  const { database, folder } = bench;
  const web = await startBuiltWeb(bench, TELLING_MEMORY);
  const worker = await startWorker({ databaseUrl: database.url, folder, environment: TELLING_MEMORY });
  try {
    const fleet = await createFleet(web.url, BATCH);
    for (const batch of fleet.introductions) await send(`${web.url}/api/v1/events`, undefined, batch);
    const load = { url: web.url, connections: CONNECTIONS, next: () => fleet.next() };
    const fullMs = Math.min(FULL_MS, minutes * MINUTE);
    const full = await sendLoad({ ...load, durationMs: fullMs, progress: () => undefined });
    const perSecond = full.length / (fullMs / SECOND) / 2;
    console.log(`Sending ${Math.round(perSecond * BATCH).toLocaleString("en")} events/s for ${minutes} min`);
    const startedAt = Date.now();
    const { sent, refused } = await sendPaced(web.url, fleet, perSecond, minutes * MINUTE);
    const settledAt = startedAt + SETTLED_SHARE * minutes * MINUTE;
    const since = (logFile: string) => readMemory(logFile).filter(({ at }) => at >= settledAt);
    const memory = { web: since(web.logFile), worker: since(worker.logFile) };
    return {
      figures: {
        minutes,
        "full ingest events/s": perSecond * 2 * BATCH,
        "soaked events/s": (sent * BATCH * SECOND) / (Date.now() - startedAt),
        "requests refused": refused,
        ...memoryFigures("web", memory.web),
        ...memoryFigures("worker", memory.worker),
      },
      details: memory,
    };
  } finally {
    await worker.stop();
    await web.stop();
    await bench.close();
  }
}

/** Sends so many batches a second, each due at its time whatever became of those before; nothing of them is kept. */
async function sendPaced(
  url: string,
  fleet: Fleet,
  perSecond: number,
  durationMs: number,
): Promise<{ sent: number; refused: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const startedAt = performance.now();
  let taken = 0;
  let sent = 0;
  let refused = 0;
  const connection = async () => {
    while (true) {
      const dueMs = (taken / perSecond) * SECOND;
      taken += 1;
      if (dueMs >= durationMs) return;
      await sleep(Math.max(0, startedAt + dueMs - performance.now()));
      const { status } = await send(`${url}/api/v1/events`, agent, fleet.next());
      if (status === 202) sent += 1;
      else refused += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  agent.destroy();
  return { sent, refused };
}
