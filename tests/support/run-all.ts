import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateClient } from "#lib/cli/generate-client.mjs";
import { buildWeb, isBuilt } from "#lib/cli/supervise/build-web.ts";
import { childEnvironment } from "#lib/env.ts";
import type { Tally } from "./tally.ts";
import { addTallies, tallyLine, tallyPlaywright, tallyVitest } from "./tally.ts";

interface Runner {
  name: string;
  command: string[];
  environment: Record<string, string>;
  report: string;
  tally(report: never): Tally;
}

const reports = mkdtempSync(join(tmpdir(), "lanekeeper-reports-"));
const vitestReport = join(reports, "vitest.json");
const playwrightReport = join(reports, "playwright.json");

const RUNNERS: Runner[] = [
  {
    name: "vitest",
    command: ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${vitestReport}`],
    environment: {},
    report: vitestReport,
    tally: tallyVitest,
  },
  {
    name: "playwright",
    command: ["playwright", "test", "--reporter=list,json"],
    environment: { PLAYWRIGHT_JSON_OUTPUT_NAME: playwrightReport },
    report: playwrightReport,
    tally: tallyPlaywright,
  },
];

generateClient();
if (!isBuilt()) {
  console.log("Building the web application, which many tests run as it will be run; this takes a moment.");
  await buildWeb();
}
const tallies: Tally[] = [];
for (const runner of RUNNERS) tallies.push(await run(runner));
rmSync(reports, { recursive: true, force: true });
const total = addTallies(tallies);
if (total.failed > 0) process.exitCode = 1;
console.log(tallyLine(total));

/** Runs one runner in the open. One that crashed, or ran nothing, counts as a failure: silence is not success. */
async function run({ name, command: [program = "", ...args], environment, report, tally }: Runner): Promise<Tally> {
  const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"], env: childEnvironment(environment) });
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("exit", resolve);
  });
  const counted = existsSync(report)
    ? tally(JSON.parse(readFileSync(report, "utf8")) as never)
    : { passed: 0, failed: 0, skipped: 0 };
  if (counted.passed + counted.failed === 0) console.log(`${name} ran no test`);
  else if (code === 0 || counted.failed > 0) return counted;
  else console.log(`${name} ended with ${code ?? "a signal"}`);
  return { ...counted, failed: counted.failed + 1 };
}
