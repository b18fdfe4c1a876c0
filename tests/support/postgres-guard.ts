import { rmSync } from "node:fs";
import { startEmbeddedPostgres } from "#lib/db/embedded/embedded-postgres.ts";

// Owns the Postgres of one test run. Its standard input is a pipe from that run and ends with it, even when it is killed.
const [dataDir = "", kind = "fast"] = process.argv.slice(2);

const FAST = { fsync: "off", full_page_writes: "off", synchronous_commit: "off" };
const server = await startEmbeddedPostgres({
  dataDir,
  settings: { ...(kind === "fast" ? FAST : {}), max_connections: "300", shared_buffers: "256MB", track_commit_timestamp: "on" },
});
process.stdout.write(`${server.url}\n`);

process.stdin.resume();
process.stdin.once("end", async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});
