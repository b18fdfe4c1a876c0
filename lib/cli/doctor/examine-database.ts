import type { Database } from "#lib/db/database.ts";
import { openDatabase } from "#lib/db/database.ts";
import { findRunningEmbedded } from "#lib/db/embedded/find-running.ts";
import { appliedMigrations, pendingMigrations, readMigrations } from "#lib/db/migrations.ts";
import { one } from "#lib/db/sql.ts";
import { env } from "#lib/env.ts";
import type { Finding } from "./finding.ts";
import { fail, ok, warn } from "./finding.ts";

const OLDEST_MAJOR = 15;
const ENOUGH_DAYS_AHEAD = 2;

/** Postgres: reached, new enough, migrated, with room for the events of the next days. */
export async function examineDatabase(): Promise<Finding[]> {
  const { DATABASE_URL, LANEKEEPER_DATA_DIR } = env();
  const url = DATABASE_URL ?? findRunningEmbedded(LANEKEEPER_DATA_DIR);
  if (url === null) return [ok("Postgres", "embedded; it runs while Lanekeeper does")];
  const database = openDatabase({ url, poolSize: 1 });
  try {
    const version = await examineVersion(database);
    return version.status === "fail"
      ? [version]
      : [version, await examineMigrations(database), await examinePartitions(database)];
  } catch (error) {
    return [
      fail(
        "Postgres",
        `cannot be reached: ${error instanceof Error ? error.message : String(error)}`,
        "check DATABASE_URL and that the server runs",
      ),
    ];
  } finally {
    await database.close();
  }
}

async function examineVersion(database: Database): Promise<Finding> {
  const { version } = await one<{ version: string }>(database, "SELECT current_setting('server_version') AS version");
  const host = new URL(database.url).host;
  return Number.parseInt(version, 10) >= OLDEST_MAJOR
    ? ok("Postgres", `${version} at ${host}`)
    : fail("Postgres", `${version} at ${host} is too old`, `use Postgres ${OLDEST_MAJOR} or newer`);
}

async function examineMigrations(database: Database): Promise<Finding> {
  try {
    const pending = pendingMigrations(await readMigrations(), await appliedMigrations(database));
    return pending.length === 0
      ? ok("Migrations", "up to date")
      : warn("Migrations", `${pending.length} to apply`, "npm run lanekeeper -- migrate");
  } catch (error) {
    return fail(
      "Migrations",
      error instanceof Error ? error.message : String(error),
      "run the version of Lanekeeper that this database belongs to",
    );
  }
}

async function examinePartitions(database: Database): Promise<Finding> {
  const { days } = await one<{ days: number | null }>(
    database,
    `SELECT max(to_date(substring(relname FROM 7), 'YYYYMMDD')) - (now() AT TIME ZONE 'UTC')::date AS days
     FROM pg_class WHERE relispartition AND relkind = 'r' AND relname ~ '^event_[0-9]{8}$'`,
  );
  if (days === null) return warn("Partitions", "none", "npm run lanekeeper -- migrate");
  if (days < 1) return fail("Partitions", "events of tomorrow have no place", "npm start (the worker makes them)");
  return days < ENOUGH_DAYS_AHEAD
    ? warn("Partitions", `${days} day ahead`, "npm start (the worker makes them)")
    : ok("Partitions", `${days} days ahead`);
}
