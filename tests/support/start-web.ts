import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isBuilt } from "#lib/cli/supervise/build-web.ts";
import { startChild } from "#lib/cli/supervise/child-process.ts";
import { serveWeb } from "#lib/cli/supervise/serve-web.ts";
import { findFreePort } from "#lib/db/embedded/free-port.ts";

export interface Web {
  url: string;
  pid: number;
  /** Everything the process wrote. */
  logFile: string;
  /** Resolves when the process ends, by itself or stopped. */
  exited: Promise<number | string>;
  stop(): Promise<void>;
}

export interface WebOptions {
  databaseUrl: string;
  /** Where its log goes. */
  folder: string;
  /** Default: a free one. */
  port?: number;
  environment?: Record<string, string>;
}

const READY_MS = 30_000;

/** Starts the production build as a web process of its own, as `npm start` does. Throws where there is no build of this source. */
export async function startWeb({ databaseUrl, folder, port: given, environment = {} }: WebOptions): Promise<Web> {
  if (!isBuilt()) throw new Error("There is no build of this source: run `npm run build` first, as `npm test` does.");
  const port = given ?? (await findFreePort());
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(folder, `web-${port}.log`);
  const { pid, exited, stop } = await startChild({
    name: "web",
    script: serveWeb("127.0.0.1", port),
    environment: {
      DATABASE_URL: databaseUrl,
      DATABASE_DIRECT_URL: databaseUrl,
      LANEKEEPER_URL: url,
      NEXTAUTH_URL: url,
      ...environment,
    },
    logFile,
    whenReady: () => untilHealthy(url),
    patienceMs: 2_000,
  });
  return { url, pid, logFile, exited, stop };
}

async function untilHealthy(url: string): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline) {
    const answer = await fetch(`${url}/api/healthz`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    if (answer?.ok) return;
    await sleep(50);
  }
  throw new Error(`The web process did not answer at ${url} within ${READY_MS / 1000} s.`);
}
