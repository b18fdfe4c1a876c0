import { classify } from "./classify.ts";
import { clock } from "./clock.ts";
import { explain } from "./explain.ts";
import { fanout } from "./fanout.ts";
import { gate } from "./gate.ts";
import { growth } from "./growth.ts";
import { ingest } from "./ingest.ts";
import { seed } from "./seed.ts";
import { soak } from "./soak.ts";
import { type BenchOptions, readArguments } from "./support/bench-options.ts";
import { type Bench, openBench } from "./support/open-bench.ts";
import { INSPECTED } from "./support/profile.ts";
import { publish, type Report } from "./support/report.ts";
import { wrapper } from "./wrapper.ts";

/** Each measures beside its reference, in one run. */
const BENCHES: Record<string, (options: BenchOptions) => Promise<Report>> = {
  classify,
  seed,
  clock,
  explain,
  gate,
  growth,
  soak,
  wrapper,
  fanout: onBench(async (bench, { clients = 500 }) => ({ figures: await fanout(bench, { clients }) })),
  ingest: onBench(ingest),
};

const { names, options } = readArguments(process.argv.slice(2));
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
if (names.length === 0 || unknown.length > 0) {
  console.log(`Usage: npm run bench -- <name> … [--lanes n] [--events n] [--minutes n] [--clients n] [--workers 1,4] [--profile] [--database url | --data folder]
Names: ${Object.keys(BENCHES).join(", ")}`);
  process.exitCode = names.length === 0 ? 0 : 2;
} else {
  for (const name of names) {
    const report = await BENCHES[name]?.(options);
    if (report) publish(name, report);
  }
}

/** A measurement of the whole product: the production build on a database of its own, ended whatever happens. */
function onBench(measure: (bench: Bench, options: BenchOptions) => Promise<Report>) {
  return async (asked: BenchOptions): Promise<Report> => {
    const bench = await openBench(asked.profile ? INSPECTED : {});
    try {
      return await measure(bench, asked);
    } finally {
      await bench.close();
    }
  };
}
