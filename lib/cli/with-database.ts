import type { Database } from "#lib/db/database.ts";
import { openDatabase } from "#lib/db/database.ts";
import { startEmbeddedPostgres } from "#lib/db/embedded/embedded-postgres.ts";
import { findRunningEmbedded } from "#lib/db/embedded/find-running.ts";
import { migrate } from "#lib/db/migrate.ts";
import { env } from "#lib/env.ts";

export interface DatabaseUrls {
  url: string;
  /** Past a PgBouncer, for what needs a session of its own. */
  directUrl: string;
}

/**
 * Runs `work` with the address of this installation's database: `DATABASE_URL`, else the embedded server.
 * That one is used as it runs, or started and migrated for as long as the work takes.
 */
export async function withDatabaseUrls<Result>(work: (urls: DatabaseUrls) => Promise<Result>): Promise<Result> {
  const { DATABASE_URL, DATABASE_DIRECT_URL, LANEKEEPER_DATA_DIR } = env();
  const running = DATABASE_URL ?? findRunningEmbedded(LANEKEEPER_DATA_DIR);
  if (running !== null) return work({ url: running, directUrl: DATABASE_DIRECT_URL ?? running });
  const { url, stop } = await startEmbeddedPostgres({ dataDir: LANEKEEPER_DATA_DIR });
  try {
    await migrate({ url });
    return await work({ url, directUrl: url });
  } finally {
    await stop();
  }
}

/** The same, opened. */
export function withDatabase<Result>(work: (database: Database) => Promise<Result>): Promise<Result> {
  return withDatabaseUrls(async (urls) => {
    const database = openDatabase(urls);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  });
}
