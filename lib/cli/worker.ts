import { spawn } from "node:child_process";
import { childEnvironment } from "#lib/env.ts";
import { withDatabaseUrls } from "./with-database.ts";

/** Runs the worker alone, in the foreground, until it is told to stop. */
export function run(): Promise<number> {
  return withDatabaseUrls(async ({ url, directUrl }) => {
    const child = spawn(process.execPath, ["lib/worker/main.ts"], {
      stdio: "inherit",
      env: childEnvironment({ NODE_ENV: "production", DATABASE_URL: url, DATABASE_DIRECT_URL: directUrl }),
    });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill("SIGTERM"));
    const [code] = await new Promise<[number | null]>((resolve) => child.once("exit", (exit) => resolve([exit])));
    return code ?? 1;
  });
}
