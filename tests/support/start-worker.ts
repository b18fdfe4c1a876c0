import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startChild } from "#lib/cli/supervise/child-process.ts";
import type { Running } from "#lib/cli/supervise/keep-running.ts";

/** A worker process of its own, as `npm start` runs it, with everything it wrote so far. */
export async function startWorker({
  databaseUrl,
  folder,
  name = "worker",
  environment = {},
}: {
  databaseUrl: string;
  folder: string;
  name?: string;
  environment?: Record<string, string>;
}): Promise<Running & { pid: number; logFile: string; log(): string }> {
  const logFile = join(folder, `${name}.log`);
  const worker = await startChild({
    name,
    script: ["lib/worker/main.ts"],
    environment: { DATABASE_URL: databaseUrl, DATABASE_DIRECT_URL: databaseUrl, LANEKEEPER_LOG_LEVEL: "info", ...environment },
    logFile,
    patienceMs: 5_000,
  });
  return { ...worker, logFile, log: () => readFileSync(logFile, "utf8") };
}
