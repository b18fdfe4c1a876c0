import type { TestProject } from "vitest/node";
import { startTestPostgres } from "./start-test-postgres.ts";
import { createTemplateDatabase, dropDatabase } from "./template-database.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A Postgres that may create databases. */
    postgresUrl: string;
    /** The name of the migrated database to clone. */
    templateDatabase: string;
  }
}

/** One migrated database per run; `tests/support/database.ts` clones it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startTestPostgres();
  const template = await createTemplateDatabase(postgres.url);
  project.provide("postgresUrl", postgres.url);
  project.provide("templateDatabase", template);
  return async () => {
    await dropDatabase(postgres.url, template);
    await postgres.stop();
  };
}
