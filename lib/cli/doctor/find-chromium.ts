import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { env, searchPath } from "#lib/env.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The browser for tests that is on this machine: the one given, or the system's. Null where there is none. */
export function findChromium(): string | null {
  const given = env().LANEKEEPER_CHROMIUM;
  if (given !== undefined) {
    if (isProgram(given)) return given;
    throw new Error(`LANEKEEPER_CHROMIUM names ${given}, which is not a program.`);
  }
  const candidates = searchPath()
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return candidates.find(isProgram) ?? null;
}

/** Whether this file is there and may be run. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
