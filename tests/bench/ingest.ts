import autocannon from "autocannon";
import type { IngestReceipt } from "#lib/contract/event.ts";
import type { Database } from "#lib/db/database.ts";
import { measureCopy } from "./support/measure-copy.ts";
import type { Bench } from "./support/open-bench.ts";
import { createFleet } from "./support/reporting-fleet.ts";
import { type Answered, send, sendLoad } from "./support/send-load.ts";

const WARM_UP_MS = 3_000;
const MEASURED_MS = 12_000;
const NOOP_S = 5;

export interface IngestOptions {
  batchSize: number;
  connections: number;
}

/** Durable ingest beside `COPY` and beside a route that does nothing. Throws where an accepted event is not in the table. */
export async function ingest(
  { database, web }: Bench,
  { batchSize, connections }: IngestOptions,
): Promise<Record<string, number>> {
  const fleet = await createFleet(web.url, batchSize);
  for (const batch of fleet.introductions) await send(`${web.url}/api/v1/events`, undefined, batch);
  const load = { url: web.url, connections, next: () => fleet.next() };
  console.log(`Warming up for ${WARM_UP_MS / 1_000} s`);
  const warmUp = await sendLoad({ ...load, durationMs: WARM_UP_MS, progress: () => undefined });
  console.log(`Measuring ${connections} connections with ${batchSize} events a request for ${MEASURED_MS / 1_000} s`);
  const startedAt = performance.now();
  const measured = await sendLoad({ ...load, durationMs: MEASURED_MS, progress: (count, ms) => tell(count * batchSize, ms) });
  const seconds = (performance.now() - startedAt) / 1_000;
  const accepted = await verify(database, [...warmUp, ...measured], batchSize);
  console.log(`All ${accepted.toLocaleString("en")} accepted events are in the table. Measuring the references.`);
  const copyRate = await measureCopy(database.url);
  const noop = await autocannon({ url: `${web.url}/api/healthz`, connections: 50, duration: NOOP_S });
  const eventRate = (measured.length * batchSize) / seconds;
  return {
    "durable events/s": eventRate,
    "COPY rows/s": copyRate,
    "events per COPY row": eventRate / copyRate,
    "requests/s": measured.length / seconds,
    "no-op route requests/s": noop.requests.average,
    "requests per no-op request": measured.length / seconds / noop.requests.average,
    "median ms": percentile(measured, 0.5),
    "p99 ms": percentile(measured, 0.99),
  };
}

const tell = (events: number, ms: number): void =>
  console.log(`  ${Math.round(ms / 1_000)} s  ${Math.round((events * 1_000) / ms).toLocaleString("en")} events/s`);

function percentile(answers: readonly Answered[], share: number): number {
  const sorted = answers.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}

/** Holds every answer against what is stored; returns how many events were accepted. */
async function verify(database: Database, answers: readonly Answered[], batchSize: number): Promise<number> {
  const refused = answers.find(({ status }) => status !== 202);
  if (refused) throw new Error(`A batch was answered ${refused.status}: ${refused.answer.slice(0, 500)}`);
  const rows = await database.query<{ prefix: string; count: number }>(
    "SELECT split_part(event_id, '-', 1) AS prefix, count(*) FROM event GROUP BY 1",
  );
  const stored = new Map(rows.map(({ prefix, count }) => [prefix, count]));
  for (const { batch, answer } of answers) {
    const { accepted } = JSON.parse(answer) as IngestReceipt;
    const found = stored.get(batch.prefix) ?? 0;
    if (accepted !== batchSize || found !== batchSize)
      throw new Error(`Batch ${batch.prefix}: ${accepted} of ${batchSize} events accepted, ${found} in the table.`);
  }
  return answers.length * batchSize;
}
