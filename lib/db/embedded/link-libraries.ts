import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/**
 * Makes the links that `native/pg-symlinks.json` of a Postgres package lists, where they are missing.
 * An npm package cannot hold links; its own script makes them, unless it was installed with `--ignore-scripts`.
 */
export function linkLibraries(packageFolder: string): void {
  const list = join(packageFolder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    if (existsSync(join(packageFolder, target))) continue;
    symlinkSync(relative(dirname(target), source), join(packageFolder, target));
  }
}
