import type { IngestReceipt } from "#lib/contract/event.ts";
import type { Database } from "#lib/db/database.ts";
import { createFleet } from "./reporting-fleet.ts";
import { type Answered, send, sendLoad } from "./send-load.ts";

const WARM_UP_MS = 6_000;
const MEASURED_MS = 12_000;

export interface Measured {
  events: number;
  eventsPerS: number;
  requestsPerS: number;
  p50Ms: number;
  p99Ms: number;
}

export interface Load {
  batchSize: number;
  /** Every request sent so far, with its answer. */
  answered: Answered[];
  /** Warms up, then measures. */
  measure(): Promise<Measured>;
}

export interface LoadOptions {
  /** Tells this load's fleet from others; no hyphen. */
  name: string;
  batchSize: number;
  connections: number;
}

/** A fleet of its own that reports over so many connections, so many events a request. */
export async function createLoad(url: string, { name, batchSize, connections }: LoadOptions): Promise<Load> {
  const fleet = await createFleet(url, batchSize, name);
  for (const batch of fleet.introductions) await send(`${url}/api/v1/events`, undefined, batch);
  const load = { url, connections, next: () => fleet.next() };
  const answered: Answered[] = [];
  return {
    batchSize,
    answered,
    async measure() {
      console.log(`${connections} connections, ${batchSize} events a request: ${WARM_UP_MS / 1_000} s to warm up`);
      answered.push(...(await sendLoad({ ...load, durationMs: WARM_UP_MS, progress: () => undefined })));
      const startedAt = performance.now();
      const tell = (count: number, ms: number): void =>
        console.log(
          `  ${Math.round(ms / 1_000)} s  ${Math.round((count * batchSize * 1_000) / ms).toLocaleString("en")} events/s`,
        );
      const measured = await sendLoad({ ...load, durationMs: MEASURED_MS, progress: tell });
      const seconds = (performance.now() - startedAt) / 1_000;
      answered.push(...measured);
      const latencies = measured.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
      return {
        events: measured.length * batchSize,
        eventsPerS: (measured.length * batchSize) / seconds,
        requestsPerS: measured.length / seconds,
        p50Ms: percentile(latencies, 0.5),
        p99Ms: percentile(latencies, 0.99),
      };
    },
  };
}

const percentile = (sorted: readonly number[], share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;

/** Holds every answer against what is stored; returns how many events were accepted. */
export async function checkStored(database: Database, loads: readonly Load[]): Promise<number> {
  const rows = await database.query<{ prefix: string; count: number }>(
    "SELECT substring(event_id FROM '^[^-]+') AS prefix, count(*) AS count FROM event GROUP BY 1",
  );
  const stored = new Map(rows.map(({ prefix, count }) => [prefix, count]));
  for (const { answered, batchSize } of loads) {
    for (const { batch, status, answer } of answered) {
      if (status !== 202) throw new Error(`A request was answered ${status}: ${answer.slice(0, 500)}`);
      const { accepted } = JSON.parse(answer) as IngestReceipt;
      const found = stored.get(batch.prefix) ?? 0;
      if (accepted !== batchSize || found !== batchSize)
        throw new Error(`Request ${batch.prefix}: ${accepted} of ${batchSize} events accepted, ${found} in the table.`);
    }
  }
  return loads.reduce((sum, { answered, batchSize }) => sum + answered.length * batchSize, 0);
}
