import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";
import { env, searchPath } from "#lib/env.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Works without a sandbox of its own, a graphics card and an outgoing connection. */
export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** The browser that is on this machine already: the one given, the system's, or Playwright's own. Null where there is none. */
export function findChromium(): string | null {
  const given = env().LANEKEEPER_CHROMIUM;
  if (given !== undefined) {
    if (isProgram(given)) return given;
    throw new Error(`LANEKEEPER_CHROMIUM names ${given}, which is not a program.`);
  }
  const onPath = searchPath()
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...onPath, chromium.executablePath()].find(isProgram) ?? null;
}

/** A browser for tests, installed when root may. Throws with the command that mends it: a run without a browser is a failed run. */
export function requireChromium(): string {
  const found = findChromium();
  if (found !== null) return found;
  if (process.getuid?.() === 0 && installChromium()) {
    const installed = findChromium();
    if (installed !== null) return installed;
  }
  throw new Error(
    "There is no Chromium to test with. Install one: `sudo apt-get install -y chromium fonts-liberation` or `npx playwright install --with-deps chromium`, or set LANEKEEPER_CHROMIUM.",
  );
}

function installChromium(): boolean {
  console.log("Installing Chromium for the browser tests: apt-get install chromium fonts-liberation");
  const apt = (...args: string[]) => spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
  return apt("update", "-q") && apt("install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-liberation");
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
