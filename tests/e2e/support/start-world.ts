import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findFreePort } from "#lib/db/embedded/free-port.ts";
import { childEnvironment } from "#lib/env.ts";
import type { World } from "./world.ts";

export interface RunningWorld {
  world: World;
  /** Ends every process of it, in order; what they wrote goes with them. */
  stop(): Promise<void>;
}

/** Starts Lanekeeper and the demo in a process of their own, on free ports and in a folder that ends with them. */
export async function startWorld(): Promise<RunningWorld> {
  const dataDir = mkdtempSync(join(tmpdir(), "lanekeeper-journeys-"));
  // As root Postgres runs as another user, who must get through.
  chmodSync(dataDir, 0o755);
  const guard = spawn(process.execPath, [join(import.meta.dirname, "run-world.ts")], {
    detached: true,
    env: childEnvironment({ ...UNSET, LANEKEEPER_DATA_DIR: dataDir, PORT: String(await findFreePort()) }),
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => guard.once("exit", () => resolve()));
  const stop = async () => {
    guard.stdin.end();
    await ended;
  };
  const line = await Promise.race([firstLine(guard.stdout), ended.then(() => null)]);
  if (line !== null) return { world: JSON.parse(line) as World, stop };
  await stop();
  throw new Error("The world of the journeys did not start.");
}

/** What a developer's own environment must not change: a database, an address, a first admin. */
const UNSET = {
  DATABASE_URL: undefined,
  DATABASE_DIRECT_URL: undefined,
  HOST: undefined,
  LANEKEEPER_URL: undefined,
  LANEKEEPER_ADMIN_EMAIL: undefined,
  LANEKEEPER_ADMIN_PASSWORD: undefined,
  NEXTAUTH_URL: undefined,
  NEXTAUTH_SECRET: undefined,
  NODE_ENV: undefined,
};

async function firstLine(stream: NodeJS.ReadableStream): Promise<string | null> {
  for await (const line of createInterface({ input: stream })) return line;
  return null;
}
