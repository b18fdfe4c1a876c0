import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildWeb, isBuilt } from "#lib/cli/supervise/build-web.ts";
import type { Database } from "#lib/db/database.ts";
import { openDatabase } from "#lib/db/database.ts";
import { migrate } from "#lib/db/migrate.ts";
import { env, provideDefaults } from "#lib/env.ts";
import { startOwnPostgres } from "#tests/support/start-test-postgres.ts";
import { startWeb, type Web } from "#tests/support/start-web.ts";
import { createEmptyDatabase, dropDatabase, withDatabaseName } from "#tests/support/template-database.ts";

/** A migrated database, and a folder for the logs of its processes. */
export interface BenchDatabase {
  database: Database;
  folder: string;
  close(): Promise<void>;
}

export interface Bench extends BenchDatabase {
  web: Web;
}

/** A database on a real Postgres that loses nothing: on the server of `DATABASE_URL`, else on an embedded one. */
export async function openBenchDatabase(): Promise<BenchDatabase> {
  provideBenchDefaults();
  const given = env().DATABASE_URL;
  const postgres = given === undefined ? await startOwnPostgres("durable") : { url: given, stop: async () => undefined };
  const name = await createEmptyDatabase(postgres.url);
  return openMigrated(withDatabaseName(postgres.url, name), async () => {
    await dropDatabase(postgres.url, name);
    await postgres.stop();
  });
}

/** A database that was filled before; it stays. */
export async function openFilledDatabase(url: string): Promise<BenchDatabase> {
  provideBenchDefaults();
  return openMigrated(url, async () => undefined);
}

async function openMigrated(url: string, putAway: () => Promise<void>): Promise<BenchDatabase> {
  await migrate({ url });
  const folder = mkdtempSync(join(tmpdir(), "lanekeeper-bench-"));
  const database = openDatabase({ url });
  return {
    database,
    folder,
    close: async () => {
      await database.close();
      await putAway();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The production build on such a database. */
export async function openBench(environment: Record<string, string> = {}): Promise<Bench> {
  const opened = await openBenchDatabase();
  try {
    const web = await startBuiltWeb(opened, environment);
    return {
      ...opened,
      web,
      close: async () => {
        await web.stop();
        await opened.close();
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** The production build as a process of its own on such a database, built where it is not. */
export async function startBuiltWeb({ database, folder }: BenchDatabase, environment: Record<string, string> = {}): Promise<Web> {
  if (!isBuilt()) {
    console.log("Building the web application; this takes a moment.");
    await buildWeb();
  }
  return startWeb({ databaseUrl: database.url, folder, environment });
}

/** Secrets for what has none of its own, and only what goes wrong in the logs. */
export function provideBenchDefaults(): void {
  provideDefaults({
    NEXTAUTH_SECRET: randomBytes(32).toString("base64url"),
    LANEKEEPER_BOOTSTRAP_TOKEN: randomBytes(32).toString("base64url"),
    LANEKEEPER_LOG_LEVEL: "warn",
  });
}
