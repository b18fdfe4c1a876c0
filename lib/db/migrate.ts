import { randomUUID } from "node:crypto";
import pg from "pg";
import type { Migration } from "./migrations.ts";
import { appliedMigrations, MigrationError, pendingMigrations, readMigrations } from "./migrations.ts";
import type { Sql } from "./sql.ts";

// The number Prisma itself locks with, so that the two wait for each other.
const MIGRATION_LOCK = 72_707_369;

const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  id varchar(36) PRIMARY KEY NOT NULL,
  checksum varchar(64) NOT NULL,
  finished_at timestamptz,
  migration_name varchar(255) NOT NULL,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0
)`;

export type MigrationStep = { step: "waiting" } | { step: "applied"; name: string; durationMs: number };

export interface MigrateOptions {
  /** A direct connection: the lock belongs to the session, which a PgBouncer would share out. */
  url: string;
  directory?: string | undefined;
  report?: (step: MigrationStep) => void;
}

/**
 * Applies what is missing, one transaction per migration, and returns the names applied.
 * Throws `MigrationError` where the database's history is not this source's, or a script fails; that script then left no trace.
 */
export async function migrate({ url, directory, report = () => undefined }: MigrateOptions): Promise<string[]> {
  const known = await readMigrations(directory);
  const client = new pg.Client({ connectionString: url, application_name: "lanekeeper migrate" });
  await client.connect();
  try {
    await takeLock(client, report);
    await client.query(BOOKKEEPING);
    const pending = pendingMigrations(known, await appliedMigrations(asSql(client)));
    for (const migration of pending) {
      const startedAt = performance.now();
      await apply(client, migration);
      report({ step: "applied", name: migration.name, durationMs: performance.now() - startedAt });
    }
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function takeLock(client: pg.Client, report: (step: MigrationStep) => void): Promise<void> {
  const { rows } = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [MIGRATION_LOCK]);
  if (rows[0]?.taken === true) return;
  report({ step: "waiting" });
  await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
}

async function apply(client: pg.Client, { name, script, checksum }: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    // Without parameters this is the simple protocol: Postgres itself splits the script, functions and triggers included.
    await client.query(script);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw new MigrationError(
      `Migration ${name} failed and was undone: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}

const asSql = (client: pg.Client): Sql => ({
  query: async <Row>(text: string, params: readonly unknown[] = []) => (await client.query(text, [...params])).rows as Row[],
});
