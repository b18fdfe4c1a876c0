import { spawnSync } from "node:child_process";
import { chromium } from "@playwright/test";
import { findChromium, isProgram } from "#lib/cli/doctor/find-chromium.ts";

/** Works without a sandbox of its own, a graphics card and an outgoing connection. */
export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** A browser for tests, installed when root may. Throws with the command that mends it: a run without a browser is a failed run. */
export function requireChromium(): string {
  const found = findChromium() ?? playwrightsOwn();
  if (found !== null) return found;
  if (process.getuid?.() === 0 && installChromium()) {
    const installed = findChromium();
    if (installed !== null) return installed;
  }
  throw new Error(
    "There is no Chromium to test with. Install one: `sudo apt-get install -y chromium fonts-liberation` or `npx playwright install --with-deps chromium`, or set LANEKEEPER_CHROMIUM.",
  );
}

function playwrightsOwn(): string | null {
  const path = chromium.executablePath();
  return isProgram(path) ? path : null;
}

function installChromium(): boolean {
  console.log("Installing Chromium for the browser tests: apt-get install chromium fonts-liberation");
  const apt = (...args: string[]) => spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
  return apt("update", "-q") && apt("install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-liberation");
}
