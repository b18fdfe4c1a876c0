import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import pg from "pg";
import { createCluster, setAsideCluster } from "./create-cluster.ts";
import { newRecord, readRecord, writeRecord } from "./data-folder.ts";
import { findBuild } from "./find-build.ts";
import { findFreePort, isPortFree } from "./free-port.ts";
import { placePostgres } from "./placement.ts";
import { endOrphan } from "./postmaster.ts";
import type { ServerProcess } from "./server-process.ts";
import { serverUrl, startServer } from "./server-process.ts";
import { findServerUser } from "./server-user.ts";
import { takeSupervisorLock } from "./supervisor-lock.ts";

const DATABASE = "lanekeeper";

/** A data folder that this process alone supervises. Its server may be started again after it ended; the address stays. */
export interface EmbeddedPostgres {
  url: string;
  version: string;
  start(): Promise<ServerProcess>;
  /** Frees the data folder for another supervisor; the server must have been stopped. */
  release(): void;
}

export interface EmbeddedOptions {
  dataDir: string;
  /** Server settings, as in postgresql.conf. */
  settings?: Record<string, string>;
  /** Told in one line: where the files went when not to `dataDir`, what an earlier run left behind. */
  report?: (line: string) => void;
}

/**
 * Takes charge of the Postgres of `dataDir`: made at the first time, found again at the next, rid of what a killed run left behind.
 * Throws `SupervisedElsewhereError` while another process has it.
 */
export async function openEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  mkdirSync(join(dataDir, "logs"), { recursive: true });
  const lock = takeSupervisorLock(dataDir);
  try {
    return { ...(await prepare({ ...options, dataDir })), release: lock.release };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Opens the data folder and starts its server; `stop` ends both. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const embedded = await openEmbeddedPostgres(options);
  try {
    const server = await embedded.start();
    const stop = () => server.stop().finally(embedded.release);
    return { url: embedded.url, stop };
  } catch (error) {
    embedded.release();
    throw error;
  }
}

async function prepare({
  dataDir,
  settings = {},
  report = () => undefined,
}: EmbeddedOptions): Promise<Omit<EmbeddedPostgres, "release">> {
  const user = findServerUser();
  const known = readRecord(dataDir);
  const record = known ?? newRecord();
  const { password } = record;
  const build = findBuild();
  const { programs, home, moved } = placePostgres({ dataDir, build, user, knownHome: record.home });
  if (moved !== null) report(`Postgres runs as ${user?.name}, who cannot reach ${dataDir}: its files are in ${moved}`);
  const aside = known === null ? await setAsideCluster(home) : null;
  if (aside !== null) report(`${dataDir} does not know the database in ${home}: it was kept as ${aside}`);
  // The password is kept before the cluster that needs it is made.
  writeRecord(dataDir, { ...record, home });
  const cluster = createCluster({ programs, home, user, password });
  const orphan = await endOrphan(cluster);
  if (orphan !== null) report(`Ended the Postgres server ${orphan} that an earlier run left behind`);
  const port = record.port !== null && (await isPortFree(record.port)) ? record.port : await findFreePort();
  writeRecord(dataDir, { ...record, home, port });
  return {
    url: serverUrl(port, password, DATABASE),
    version: build.version.replace(/-.*$/, ""),
    start: async () => {
      const logFile = join(dataDir, "logs", "postgres.log");
      const server = await startServer({ programs, cluster, user, port, password, logFile, settings });
      await createDatabase(serverUrl(port, password, "postgres"));
      return server;
    },
  };
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}
