import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { env } from "#lib/env.ts";

export interface TestPostgres {
  /** An address that may create databases. */
  url: string;
  stop(): Promise<void>;
}

/** The Postgres that this run tests against: the one given in the environment, or one of its own that ends with it. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const given = env().LANEKEEPER_TEST_DATABASE_URL;
  return given === undefined ? startOwnPostgres("fast") : { url: given, stop: async () => undefined };
}

/** A Postgres that ends with this process; `durable` as in production, or `fast` for what need not outlive a power cut. */
export async function startOwnPostgres(kind: "durable" | "fast"): Promise<TestPostgres> {
  const dataDir = mkdtempSync(join(tmpdir(), "lanekeeper-test-"));
  // As root the server runs as another user, who must get through.
  chmodSync(dataDir, 0o755);
  const guard = spawn(process.execPath, [join(import.meta.dirname, "postgres-guard.ts"), dataDir, kind], {
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => guard.once("exit", () => resolve()));
  const url = await Promise.race([firstLine(guard.stdout), ended.then(() => null)]);
  if (url === null) throw new Error("The Postgres of the tests did not start.");
  return {
    url,
    stop: async () => {
      guard.stdin.end();
      await ended;
    },
  };
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string | null> {
  for await (const line of createInterface({ input: stream })) return line;
  return null;
}
