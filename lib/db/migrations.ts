import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Sql } from "./sql.ts";
import { one } from "./sql.ts";

/** One folder of `prisma/migrations`. `checksum` is the SHA-256 of the script in hex, as Prisma stores it. */
export interface Migration {
  name: string;
  script: string;
  checksum: string;
}

/** One row of Prisma's own bookkeeping. */
export interface AppliedMigration {
  name: string;
  checksum: string;
  finished: boolean;
}

/** A database whose history is not the one that this source tells. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

/** All migrations of this source, oldest first. */
export async function readMigrations(directory = resolve("prisma", "migrations")): Promise<Migration[]> {
  const entries = await readdir(/* turbopackIgnore: true */ directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const script = await readFile(/* turbopackIgnore: true */ join(directory, name, "migration.sql"), "utf8");
      return { name, script, checksum: createHash("sha256").update(script).digest("hex") };
    }),
  );
}

/** What the database says was applied, oldest first; empty for a database that was never migrated. */
export async function appliedMigrations(sql: Sql): Promise<AppliedMigration[]> {
  const { exists } = await one<{ exists: boolean }>(sql, "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists");
  if (!exists) return [];
  return sql.query<AppliedMigration>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
  );
}

/**
 * The migrations still to apply.
 * Throws `MigrationError` where a script changed after it was applied, one is unfinished, or the database is newer than this source.
 */
export function pendingMigrations(known: readonly Migration[], applied: readonly AppliedMigration[]): Migration[] {
  for (const row of applied) {
    const migration = known.find(({ name }) => name === row.name);
    if (migration === undefined)
      throw new MigrationError(`The database has migration ${row.name}, which this source does not know: it is older.`);
    if (!row.finished) throw new MigrationError(`Migration ${row.name} was begun by another tool and never finished.`);
    if (migration.checksum !== row.checksum) {
      throw new MigrationError(`Migration ${row.name} was changed after it was applied. Restore it and write a new migration.`);
    }
  }
  return known.filter(({ name }) => !applied.some((row) => row.name === name));
}
