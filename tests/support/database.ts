import { afterAll, inject } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { openDatabase } from "#lib/db/database.ts";
import { createEmptyDatabase, dropDatabase, withDatabaseName } from "./template-database.ts";

const opened: { name: string; database: Database }[] = [];

/** A migrated database of this test file's own, opened; closed and dropped after the file's last test. */
export async function createTestDatabase(): Promise<Database> {
  return openClone(inject("templateDatabase"));
}

/** A database without any table, for what makes tables itself. */
export async function createBareDatabase(): Promise<Database> {
  return openClone("template0");
}

async function openClone(template: string): Promise<Database> {
  const server = inject("postgresUrl");
  const name = await createEmptyDatabase(server, template);
  const database = openDatabase({ url: withDatabaseName(server, name) });
  opened.push({ name, database });
  return database;
}

afterAll(async () => {
  for (const { name, database } of opened.splice(0)) {
    await database.close();
    await dropDatabase(inject("postgresUrl"), name);
  }
});
