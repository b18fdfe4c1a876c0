import { randomBytes } from "node:crypto";
import pg from "pg";
import { migrate } from "#lib/db/migrate.ts";

/** The address of another database on the same server. */
export function withDatabaseName(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

/** Runs one statement on the server, outside any transaction. */
async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Makes an empty database with a name of its own and returns that name. */
export async function createEmptyDatabase(url: string, template = "template0"): Promise<string> {
  const name = `lk_test_${randomBytes(8).toString("hex")}`;
  await administer(url, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return name;
}

export const dropDatabase = (url: string, name: string): Promise<void> =>
  administer(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);

/** Makes the migrated database that every test clones and returns its name. */
export async function createTemplateDatabase(url: string): Promise<string> {
  const name = await createEmptyDatabase(url);
  await migrate({ url: withDatabaseName(url, name) });
  return name;
}
