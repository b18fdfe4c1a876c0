import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";

/** Figures by name; the unit is the last word of the name. */
export type Figures = Record<string, number>;

/** What a bench has to say: its figures beside their reference, and whatever else is worth keeping. */
export interface Report {
  figures: Figures;
  details?: unknown;
}

/** Prints a report as a table and keeps it as JSON; returns the file. */
export function publish(name: string, { figures, details }: Report): string {
  printTable(name, figures);
  const at = new Date().toISOString();
  const file = join(resultsFolder(), `${name}-${at.replaceAll(":", "-")}.json`);
  const kept = { name, at, node: process.version, cpus: cpus().length, figures, details };
  writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`);
  console.log(`Kept in ${file}`);
  return file;
}

/** Where results are kept; made when first asked for. */
export function resultsFolder(): string {
  const folder = join(import.meta.dirname, "..", "results");
  mkdirSync(folder, { recursive: true });
  return folder;
}

function printTable(title: string, figures: Figures): void {
  const width = Math.max(...Object.keys(figures).map((name) => name.length));
  const inWords = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: Math.abs(value) < 10 ? 3 : 0 });
  console.log(`\n${title}`);
  for (const [name, value] of Object.entries(figures)) console.log(`  ${name.padEnd(width)}  ${inWords(value).padStart(12)}`);
  console.log();
}
