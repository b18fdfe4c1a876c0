import autocannon from "autocannon";
import { measureCopy } from "./support/measure-copy.ts";
import { checkStored, createLoad, type Measured } from "./support/measure-load.ts";
import type { Bench } from "./support/open-bench.ts";
import { inspectorAddress, startProfile, tellProfile } from "./support/profile.ts";
import type { Figures, Report } from "./support/report.ts";

const BATCHES = { name: "batches", batchSize: 100, connections: 20 };
const SINGLES = { name: "singles", batchSize: 1, connections: 50 };
const NOOP_S = 5;

/**
 * Durable ingest, in batches beside `COPY` and one event a request beside a route that does nothing.
 * Throws where an accepted event is not in the table exactly once.
 */
export async function ingest({ database, web }: Bench, { profile = false }: { profile?: boolean }): Promise<Report> {
  const inspector = profile ? inspectorAddress(web.logFile) : null;
  const profiled = async (run: () => Promise<Measured>): Promise<Measured> => {
    const stop = inspector === null ? null : await startProfile(inspector);
    const measured = await run();
    if (stop) tellProfile(await stop(), measured.events);
    return measured;
  };
  const batches = await createLoad(web.url, BATCHES);
  const inBatches = await profiled(() => batches.measure());
  const copyRate = await measureCopy(database.url);
  const singles = await createLoad(web.url, SINGLES);
  const oneByOne = await profiled(() => singles.measure());
  const noop = await autocannon({ url: `${web.url}/api/healthz`, connections: SINGLES.connections, duration: NOOP_S });
  const stored = await checkStored(database, [batches, singles]);
  console.log(`All ${stored.toLocaleString("en")} accepted events are in the table, each once.`);
  return { figures: { ...besideCopy(inBatches, copyRate), ...besideNoop(oneByOne, noop.requests.average) } };
}

const besideCopy = (measured: Measured, copyRate: number): Figures => ({
  "batches: durable events/s": measured.eventsPerS,
  "batches: COPY rows/s": copyRate,
  "batches: events per COPY row": measured.eventsPerS / copyRate,
  "batches: p50 ms": measured.p50Ms,
  "batches: p99 ms": measured.p99Ms,
});

const besideNoop = (measured: Measured, noopRate: number): Figures => ({
  "singles: durable requests/s": measured.requestsPerS,
  "singles: no-op route requests/s": noopRate,
  "singles: requests per no-op request": measured.requestsPerS / noopRate,
  "singles: p50 ms": measured.p50Ms,
  "singles: p99 ms": measured.p99Ms,
});
