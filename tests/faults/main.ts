import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { buildWeb, isBuilt } from "#lib/cli/supervise/build-web.ts";
import { openBenchDatabase, provideBenchDefaults } from "#tests/bench/support/open-bench.ts";
import { publish } from "#tests/bench/support/report.ts";
import { outOfReach } from "./f2.ts";
import { killUnderLoad } from "./kill-under-load.ts";
import { reorderEvents } from "./reorder-events.ts";
import type { Scenario } from "./support/outcome.ts";
import { wrongClocks } from "./wrong-clocks.ts";

interface Fault {
  title: string;
  rounds: number;
  scenario: Scenario;
}

const FAULTS: Record<string, Fault> = {
  F1: {
    title: "Postgres, web and worker killed under load",
    rounds: 50,
    scenario: (options) => killUnderLoad({ ...options, webs: 1, workers: 1, eventsPerSecond: 5_000 }),
  },
  F2: {
    title: "Lanekeeper out of reach for an hour, while replicas start, end and are killed",
    rounds: 2,
    scenario: outOfReach,
  },
  F9: {
    title: "replicas whose clocks are minutes, days or weeks off",
    rounds: 3,
    scenario: wrongClocks,
  },
  F10: {
    title: "events duplicated, reordered and late, told in many requests at once",
    rounds: 200,
    scenario: async (options) => {
      const { database, close } = await openBenchDatabase();
      return reorderEvents(database, options).finally(close);
    },
  },
  F3: {
    title: "one of two webs or workers killed under load",
    rounds: 20,
    scenario: (options) => killUnderLoad({ ...options, webs: 2, workers: 2, eventsPerSecond: 5_000 }),
  },
};

const { names, rounds, seed } = readArguments(process.argv.slice(2));
if (names.length === 0 || names.some((name) => !Object.hasOwn(FAULTS, name))) {
  const titles = Object.entries(FAULTS).map(([name, { title, rounds: usual }]) => `  ${name}  ${title} (${usual} rounds)`);
  console.log(`Usage: npm run faults -- <name> … [--rounds n] [--seed n]\n${titles.join("\n")}`);
  process.exitCode = names.length === 0 ? 0 : 2;
} else {
  provideBenchDefaults();
  if (!isBuilt()) {
    console.log("Building the web application; this takes a moment.");
    await buildWeb();
  }
  for (const name of names) if (!(await holds(name))) process.exitCode = 1;
}

/** Runs one scenario, prints and keeps what it found, and tells whether everything held. */
async function holds(name: string): Promise<boolean> {
  const fault = FAULTS[name];
  if (!fault) return false;
  const options = { rounds: rounds ?? fault.rounds, seed, say: (line: string) => console.log(`  ${line}`) };
  console.log(`\n${name}: ${fault.title}; ${options.rounds} rounds, seed ${seed}`);
  const { figures, violations } = await fault.scenario(options);
  publish(name, { figures, details: { seed, violations } });
  for (const violation of violations) console.log(`VIOLATION ${violation}`);
  console.log(violations.length === 0 ? `${name} holds` : `${name} does not hold: ${violations.length} violations`);
  return violations.length === 0;
}

function readArguments(args: string[]): { names: string[]; rounds: number | null; seed: number } {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { rounds: { type: "string" }, seed: { type: "string" } },
  });
  const given = (value: string | undefined): number | null => (value === undefined ? null : Number.parseInt(value, 10));
  return { names: positionals, rounds: given(values.rounds), seed: given(values.seed) ?? randomInt(2 ** 31) };
}
