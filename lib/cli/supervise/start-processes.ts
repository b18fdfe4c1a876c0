import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { DatabaseUrls } from "../with-database.ts";
import { startChild } from "./child-process.ts";
import { keepRunning } from "./keep-running.ts";
import { serveWeb } from "./serve-web.ts";
import type { Steps } from "./steps.ts";

export interface ProcessOptions {
  urls: DatabaseUrls;
  dataDir: string;
  host: string;
  port: number;
  /** What the console is called by its users. */
  url: string;
  /** Where this machine reaches it. */
  localUrl: string;
}

const READY_MS = 60_000;

/** Starts the worker, then the web process, each kept running; `onStop` gets what ends them. */
export async function startProcesses(
  steps: Steps,
  { urls, dataDir, host, port, url, localUrl }: ProcessOptions,
  onStop: (end: () => Promise<void>) => void,
): Promise<void> {
  const environment = { DATABASE_URL: urls.url, DATABASE_DIRECT_URL: urls.directUrl, LANEKEEPER_URL: url, NEXTAUTH_URL: url };
  const child = (name: string, script: string[], whenReady?: () => Promise<void>) =>
    keepRunning({
      name,
      report: steps.note,
      start: () => startChild({ name, script, environment, logFile: join(dataDir, "logs", `${name}.log`), whenReady }),
    });
  const startWorker = () => child("worker", ["lib/worker/main.ts"]);
  const startWeb = () => child("web", serveWeb(host, port), () => untilAnswering(`${localUrl}/api/healthz`));

  const worker = await steps.run("Worker", startWorker, () => "running");
  onStop(worker.stop);
  const web = await steps.run("Web", startWeb, () => localUrl);
  onStop(web.stop);
}

async function untilAnswering(url: string): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`The web process did not answer at ${url} within ${READY_MS / 1000} s.`);
}
