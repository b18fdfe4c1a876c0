import { migrate } from "#lib/db/migrate.ts";
import { withDatabaseUrls } from "./with-database.ts";

/** Applies what is missing. Exits with 1 where the database's history is not this source's. */
export function run(): Promise<number> {
  return withDatabaseUrls(async ({ directUrl }) => {
    const applied = await migrate({
      url: directUrl,
      report: (step) =>
        console.log(
          step.step === "waiting"
            ? "Another process is migrating; waiting for it."
            : `${step.name} applied in ${Math.round(step.durationMs)} ms`,
        ),
    });
    console.log(applied.length === 0 ? "The database is up to date." : `${applied.length} applied.`);
    return 0;
  });
}
