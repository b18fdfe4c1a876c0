import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { ingest } from "./ingest.ts";
import { openBench } from "./support/open-bench.ts";
import { printTable } from "./support/print-table.ts";

/** Each measures beside its reference, in one run, and returns its figures. */
const BENCHES = {
  ingest: (bench) => ingest(bench, { batchSize: 100, connections: 20 }),
  "ingest-single": (bench) => ingest(bench, { batchSize: 1, connections: 50 }),
} satisfies Record<string, (bench: Awaited<ReturnType<typeof openBench>>) => Promise<Figures>>;
type Figures = Record<string, number>;

const names = process.argv.slice(2);
const chosen = Object.entries(BENCHES).filter(([name]) => names.includes(name));
if (names.length === 0 || chosen.length < names.length) {
  console.log(`Usage: npm run bench -- <name> …\nNames: ${Object.keys(BENCHES).join(", ")}`);
  process.exitCode = names.length === 0 ? 0 : 2;
}
for (const [name, measure] of chosen) {
  const bench = await openBench();
  try {
    const figures = await measure(bench);
    printTable(name, figures);
    keep(name, figures);
  } finally {
    await bench.close();
  }
}

function keep(name: string, figures: Figures): void {
  const folder = join(import.meta.dirname, "results");
  const at = new Date().toISOString();
  const file = join(folder, `${name}-${at.replaceAll(":", "-")}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ name, at, node: process.version, cpus: cpus().length, figures }, null, 2)}\n`);
  console.log(`Kept in ${file}`);
}
