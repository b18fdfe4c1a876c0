import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureAdminAndLink } from "#lib/auth/first-admin.ts";
import type { Database } from "#lib/db/database.ts";
import { openDatabase } from "#lib/db/database.ts";
import { migrate } from "#lib/db/migrate.ts";
import { EnvironmentError, env } from "#lib/env.ts";
import { keepAddress } from "./address.ts";
import { buildWeb, isBuilt, nextProgram } from "./build-web.ts";
import { startChild } from "./child-process.ts";
import { choosePort } from "./choose-port.ts";
import { keepRunning } from "./keep-running.ts";
import { startDatabase } from "./start-database.ts";
import type { Steps } from "./steps.ts";

export interface Lanekeeper {
  /** Where the console is reached. */
  url: string;
  /** Where this machine reaches it, whatever a proxy in front of it is called. */
  localUrl: string;
  database: Database;
  dataDir: string;
  /** A one-time sign-in address, while the first admin has no password. */
  signInUrl: string | null;
  /** Ends everything in order: web, worker, database. */
  stop(): Promise<void>;
}

const READY_MS = 60_000;

/** Starts the whole of Lanekeeper. Whatever was started is stopped again where a later step fails. */
export async function startLanekeeper(steps: Steps): Promise<Lanekeeper> {
  const settings = env();
  if (settings.NEXTAUTH_SECRET === undefined) {
    throw new EnvironmentError(
      "NEXTAUTH_SECRET must be set where DATABASE_URL is: every process of the installation needs the same one",
    );
  }
  const dataDir = resolve(settings.LANEKEEPER_DATA_DIR);
  mkdirSync(join(dataDir, "logs"), { recursive: true });
  const started: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    const port = await choosePort(settings.PORT, settings.HOST);
    const urls = await startDatabase(steps, (end) => started.push(end));
    await steps.run(
      "Migrations",
      () => migrate({ url: urls.directUrl }),
      (names) => (names.length === 0 ? "up to date" : `${names.length} applied`),
    );
    const database = openDatabase(urls);
    started.push(() => database.close());
    await database.query(
      "SELECT ensure_event_partitions((now() AT TIME ZONE 'UTC')::date, (now() AT TIME ZONE 'UTC')::date + 7)",
    );
    await steps.run("Build", buildIfNeeded, (built) => (built ? "made" : "up to date"));

    const localUrl = `http://${settings.HOST === "0.0.0.0" ? "127.0.0.1" : settings.HOST}:${port}`;
    const url = settings.LANEKEEPER_URL ?? localUrl;
    const environment = { DATABASE_URL: urls.url, DATABASE_DIRECT_URL: urls.directUrl, LANEKEEPER_URL: url, NEXTAUTH_URL: url };
    const child = (name: string, script: string[], whenReady?: () => Promise<void>) =>
      keepRunning({
        name,
        report: steps.note,
        start: () => startChild({ name, script, environment, logFile: join(dataDir, "logs", `${name}.log`), whenReady }),
      });
    const worker = await steps.run(
      "Worker",
      () => child("worker", ["lib/worker/main.ts"]),
      () => "running",
    );
    started.push(worker.stop);
    const serve = [nextProgram(), "start", "--hostname", settings.HOST, "--port", String(port)];
    const web = await steps.run(
      "Web",
      () => child("web", serve, () => answering(`${localUrl}/api/healthz`)),
      () => localUrl,
    );
    started.push(web.stop);
    const forgetAddress = keepAddress(dataDir, url);
    started.push(async () => forgetAddress());
    const signInUrl = await ensureAdminAndLink(database, {
      baseUrl: url,
      email: settings.LANEKEEPER_ADMIN_EMAIL,
      password: settings.LANEKEEPER_ADMIN_PASSWORD,
    });
    return { url, localUrl, database, dataDir, signInUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function buildIfNeeded(): Promise<boolean> {
  if (isBuilt()) return false;
  await buildWeb();
  return true;
}

async function answering(url: string): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`The web process did not answer at ${url} within ${READY_MS / 1000} s.`);
}
