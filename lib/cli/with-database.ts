import type { Database } from "#lib/db/database.ts";
import { openDatabase } from "#lib/db/database.ts";
import { startEmbeddedPostgres } from "#lib/db/embedded/embedded-postgres.ts";
import { findRunningEmbedded } from "#lib/db/embedded/find-running.ts";
import { migrate } from "#lib/db/migrate.ts";
import { env } from "#lib/env.ts";

/**
 * Runs `work` on the database of this installation: `DATABASE_URL`, else the embedded server.
 * That one is used as it runs, or started and migrated for as long as the work takes.
 */
export async function withDatabase<Result>(work: (database: Database) => Promise<Result>): Promise<Result> {
  const { DATABASE_URL, DATABASE_DIRECT_URL, LANEKEEPER_DATA_DIR } = env();
  const running = DATABASE_URL ?? findRunningEmbedded(LANEKEEPER_DATA_DIR);
  if (running !== null) return open({ url: running, directUrl: DATABASE_DIRECT_URL }, work);
  const server = await startEmbeddedPostgres({ dataDir: LANEKEEPER_DATA_DIR });
  try {
    await migrate({ url: server.url });
    return await open({ url: server.url }, work);
  } finally {
    await server.stop();
  }
}

async function open<Result>(
  options: { url: string; directUrl?: string | undefined },
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = openDatabase(options);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
