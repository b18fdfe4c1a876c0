import { keepRunning } from "#lib/cli/supervise/keep-running.ts";
import { openEmbeddedPostgres } from "#lib/db/embedded/embedded-postgres.ts";

// A supervisor to be killed by tests: says where its server is, then what it reports, and stops in order on SIGTERM.
const [dataDir = ""] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  const embedded = await openEmbeddedPostgres({ dataDir, report: say });
  const server = await keepRunning({ name: "database", start: embedded.start, report: say, firstDelayMs: 100 });
  process.once("SIGTERM", async () => {
    await server.stop();
    embedded.release();
  });
  say(embedded.url);
} catch (error) {
  say(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  process.exitCode = 1;
}
