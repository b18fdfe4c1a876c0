import { openEmbeddedPostgres } from "#lib/db/embedded/embedded-postgres.ts";
import { env } from "#lib/env.ts";
import type { DatabaseUrls } from "../with-database.ts";
import { keepRunning } from "./keep-running.ts";
import type { Steps } from "./steps.ts";

/** The database that was given, or the embedded one, kept running; `onStop` gets what ends it. */
export async function startDatabase(steps: Steps, onStop: (end: () => Promise<void>) => void): Promise<DatabaseUrls> {
  const { DATABASE_URL, DATABASE_DIRECT_URL, LANEKEEPER_DATA_DIR } = env();
  if (DATABASE_URL !== undefined) return { url: DATABASE_URL, directUrl: DATABASE_DIRECT_URL ?? DATABASE_URL };
  return steps.run(
    "Postgres",
    async () => {
      const embedded = await openEmbeddedPostgres({ dataDir: LANEKEEPER_DATA_DIR, report: steps.note });
      onStop(async () => embedded.release());
      const server = await keepRunning({ name: "database", start: embedded.start, report: steps.note });
      onStop(server.stop);
      return { url: embedded.url, directUrl: embedded.url, version: embedded.version };
    },
    ({ url, version }) => `${version} on ${new URL(url).host}`,
  );
}
