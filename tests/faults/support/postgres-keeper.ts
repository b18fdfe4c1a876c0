import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { keepRunning } from "#lib/cli/supervise/keep-running.ts";
import { openEmbeddedPostgres } from "#lib/db/embedded/embedded-postgres.ts";
import type { ServerProcess } from "#lib/db/embedded/server-process.ts";

// Supervises a Postgres that a test kills by sending a line, as `npm start` would, and ends it with its input, even when that test is killed.
const [dataDir = "", awayMs = ""] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

// What a killed process wrote is kept by the operating system, so waiting for the disk would only slow the test.
const embedded = await openEmbeddedPostgres({ dataDir, settings: { fsync: "off" } });
let server: ServerProcess | undefined;
const supervised = await keepRunning({
  name: "database",
  report: say,
  firstDelayMs: Number(awayMs),
  longestDelayMs: Number(awayMs),
  start: async () => {
    server = await embedded.start();
    return server;
  },
});
say(embedded.url);
for await (const _line of createInterface({ input: process.stdin })) if (server) process.kill(server.pid, "SIGKILL");
await supervised.stop();
embedded.release();
rmSync(dataDir, { recursive: true, force: true });
