import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MigrationStep } from "#lib/db/migrate.ts";
import { migrate } from "#lib/db/migrate.ts";
import { appliedMigrations, MigrationError, readMigrations } from "#lib/db/migrations.ts";
import { one } from "#lib/db/sql.ts";
import { createBareDatabase, createTestDatabase } from "#tests/support/database.ts";

let directory: string;

async function addMigration(name: string, script: string): Promise<void> {
  await mkdir(join(directory, name), { recursive: true });
  await writeFile(join(directory, name, "migration.sql"), script);
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "lanekeeper-migrations-"));
  await cp("prisma/migrations", directory, { recursive: true });
});

afterAll(() => rm(directory, { recursive: true, force: true }));

describe("migrate", () => {
  it("applies every migration once and writes Prisma's rows", async () => {
    const database = await createBareDatabase();
    const names = (await readMigrations()).map(({ name }) => name);
    expect(await migrate({ url: database.url })).toEqual(names);
    expect(await migrate({ url: database.url })).toEqual([]);
    const row = await one(
      database,
      'SELECT applied_steps_count, length(checksum) AS digits, logs FROM "_prisma_migrations" LIMIT 1',
    );
    expect(row).toEqual({ applied_steps_count: 1, digits: 64, logs: null });
  });

  it("lets a second runner wait for the first", async () => {
    const database = await createBareDatabase();
    const steps: MigrationStep[] = [];
    const report = (step: MigrationStep) => steps.push(step);
    const applied = await Promise.all([migrate({ url: database.url, report }), migrate({ url: database.url, report })]);
    expect(applied.map((names) => names.length > 0).sort()).toEqual([false, true]);
    expect(steps.filter(({ step }) => step === "waiting")).toHaveLength(1);
  });

  it("leaves no trace of a script that fails half-way", async () => {
    const database = await createTestDatabase();
    await addMigration("29990101000000_broken", "CREATE TABLE half (id int); SELECT no_such_function();");
    await expect(migrate({ url: database.url, directory })).rejects.toThrow(
      /29990101000000_broken failed and was undone: .*no_such_function/,
    );
    expect(await one(database, "SELECT to_regclass('half') AS half")).toEqual({ half: null });
    await addMigration(
      "29990101000000_broken",
      "CREATE FUNCTION fine() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END; $$;",
    );
    expect(await migrate({ url: database.url, directory })).toEqual(["29990101000000_broken"]);
  });

  it("refuses a script that changed after it was applied", async () => {
    const database = await createTestDatabase();
    const [first] = await appliedMigrations(database);
    await database.query('UPDATE "_prisma_migrations" SET checksum = repeat($1, 64)', ["0"]);
    await expect(migrate({ url: database.url })).rejects.toThrow(MigrationError);
    await expect(migrate({ url: database.url })).rejects.toThrow(`Migration ${first?.name} was changed after it was applied`);
  });

  it("refuses a database that is newer than this source", async () => {
    const database = await createTestDatabase();
    await database.query(`UPDATE "_prisma_migrations" SET migration_name = '29991231000000_future'`);
    await expect(migrate({ url: database.url })).rejects.toThrow("which this source does not know");
  });
});
