import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { ensureAdminAndLink } from "#lib/auth/first-admin.ts";
import type { Database } from "#lib/db/database.ts";
import { openDatabase } from "#lib/db/database.ts";
import { migrate } from "#lib/db/migrate.ts";
import { EnvironmentError, env } from "#lib/env.ts";
import type { DatabaseUrls } from "../with-database.ts";
import { keepAddress } from "./address.ts";
import { buildWeb, isBuilt } from "./build-web.ts";
import { choosePort } from "./choose-port.ts";
import { startDatabase } from "./start-database.ts";
import { startProcesses } from "./start-processes.ts";
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

/** Starts the whole of Lanekeeper. Whatever was started is stopped again where a later step fails. */
export async function startLanekeeper(steps: Steps): Promise<Lanekeeper> {
  const ends: (() => Promise<void>)[] = [];
  const onStop = (end: () => Promise<void>): void => void ends.push(end);
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    return { ...(await startAll(steps, onStop)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(steps: Steps, onStop: (end: () => Promise<void>) => void): Promise<Omit<Lanekeeper, "stop">> {
  const settings = env();
  if (settings.NEXTAUTH_SECRET === undefined) {
    throw new EnvironmentError(
      "NEXTAUTH_SECRET must be set where DATABASE_URL is: every process of the installation needs the same one",
    );
  }
  const host = settings.HOST;
  const port = await choosePort(settings.PORT, host);
  const localUrl = `http://${reachable(host)}:${port}`;
  const url = settings.LANEKEEPER_URL ?? localUrl;
  const dataDir = resolve(settings.LANEKEEPER_DATA_DIR);
  mkdirSync(join(dataDir, "logs"), { recursive: true });

  const urls = await startDatabase(steps, onStop);
  const database = await openMigrated(steps, urls);
  onStop(() => database.close());
  await steps.run("Build", buildIfNeeded, (built) => (built ? "made" : "up to date"));
  await startProcesses(steps, { urls, dataDir, host, port, url, localUrl }, onStop);
  const forgetAddress = keepAddress(dataDir, url);
  onStop(async () => forgetAddress());
  const signInUrl = await ensureAdminAndLink(database, {
    baseUrl: url,
    email: settings.LANEKEEPER_ADMIN_EMAIL,
    password: settings.LANEKEEPER_ADMIN_PASSWORD,
  });
  return { url, localUrl, database, dataDir, signInUrl };
}

/** The database, migrated, with a place for the history of the coming week. */
async function openMigrated(steps: Steps, urls: DatabaseUrls): Promise<Database> {
  const inWords = (applied: string[]) => (applied.length === 0 ? "up to date" : `${applied.length} applied`);
  await steps.run("Migrations", () => migrate({ url: urls.directUrl }), inWords);
  const database = openDatabase(urls);
  await database.query(
    "SELECT ensure_history_partitions((now() AT TIME ZONE 'UTC')::date, (now() AT TIME ZONE 'UTC')::date + 7)",
  );
  return database;
}

async function buildIfNeeded(): Promise<boolean> {
  if (isBuilt()) return false;
  await buildWeb();
  return true;
}

/** A name that leads to a server which listens on `host`, be it on all addresses. */
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
