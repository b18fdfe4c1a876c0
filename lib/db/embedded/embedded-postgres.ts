import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import pg from "pg";
import { findBuild } from "./binaries.ts";
import { createCluster } from "./create-cluster.ts";
import { newRecord, readRecord, writeRecord } from "./data-folder.ts";
import { findFreePort, isPortFree } from "./free-port.ts";
import { placePostgres } from "./placement.ts";
import { endOrphan } from "./postmaster.ts";
import type { ServerProcess } from "./server-process.ts";
import { serverUrl, startServer } from "./server-process.ts";
import { findServerUser } from "./server-user.ts";
import { takeSupervisorLock } from "./supervisor-lock.ts";

const DATABASE = "lanekeeper";

export interface EmbeddedPostgres {
  url: string;
  pid: number;
  /** Resolves when the server ended, for whatever reason. */
  exited: Promise<number | string>;
  /** Ends the server and frees the data folder. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  dataDir: string;
  /** Server settings, as in postgresql.conf. */
  settings?: Record<string, string>;
  /** Told in one line: where the files went when not to `dataDir`, what an earlier run left behind. */
  report?: (line: string) => void;
}

/**
 * Starts the Postgres of `dataDir`: made at the first start, found again at the next.
 * Throws `SupervisedElsewhereError` while another process has it.
 */
export async function startEmbeddedPostgres({
  dataDir,
  settings = {},
  report = () => undefined,
}: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const folder = resolve(dataDir);
  mkdirSync(join(folder, "logs"), { recursive: true });
  const lock = takeSupervisorLock(folder);
  try {
    const server = await startIn(folder, settings, report);
    return {
      ...server,
      stop: async () => {
        await server.stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startIn(
  folder: string,
  settings: Record<string, string>,
  report: (line: string) => void,
): Promise<ServerProcess & { url: string }> {
  const user = findServerUser();
  const record = readRecord(folder) ?? newRecord();
  const place = placePostgres({ dataDir: folder, build: findBuild(), user, knownHome: record.home });
  if (place.moved !== null) report(`Postgres runs as ${user?.name}, who cannot reach ${folder}: its files are in ${place.moved}`);
  // The password is written before the cluster that needs it.
  writeRecord(folder, { ...record, home: place.home });
  const cluster = createCluster({ programs: place.programs, home: place.home, user, password: record.password });
  const orphan = await endOrphan(cluster);
  if (orphan !== null) report(`Ended the Postgres server ${orphan} that an earlier run left behind`);
  const port = record.port !== null && (await isPortFree(record.port)) ? record.port : await findFreePort();
  writeRecord(folder, { ...record, home: place.home, port });
  const logFile = join(folder, "logs", "postgres.log");
  const server = await startServer({
    programs: place.programs,
    cluster,
    user,
    port,
    password: record.password,
    logFile,
    settings,
  });
  await createDatabase(serverUrl(port, record.password, "postgres"));
  return { ...server, url: serverUrl(port, record.password, DATABASE) };
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
