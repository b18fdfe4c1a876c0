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

export interface Bench {
  database: Database;
  web: Web;
  close(): Promise<void>;
}

/** The production build on a real Postgres that loses nothing: a database of its own on `DATABASE_URL`, else an embedded server. */
export async function openBench(): Promise<Bench> {
  provideDefaults({
    NEXTAUTH_SECRET: randomBytes(32).toString("base64url"),
    LANEKEEPER_BOOTSTRAP_TOKEN: randomBytes(32).toString("base64url"),
    LANEKEEPER_LOG_LEVEL: "warn",
  });
  const given = env().DATABASE_URL;
  const postgres = given === undefined ? await startOwnPostgres("durable") : { url: given, stop: async () => undefined };
  const name = await createEmptyDatabase(postgres.url);
  const url = withDatabaseName(postgres.url, name);
  await migrate({ url });
  if (!isBuilt()) {
    console.log("Building the web application; this takes a moment.");
    await buildWeb();
  }
  const folder = mkdtempSync(join(tmpdir(), "lanekeeper-bench-"));
  const web = await startWeb({ databaseUrl: url, folder });
  const database = openDatabase({ url });
  return {
    database,
    web,
    close: async () => {
      await web.stop();
      await database.close();
      await dropDatabase(postgres.url, name);
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
