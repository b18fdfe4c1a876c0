import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Kept {
  pid: number;
  url: string;
}

const addressFile = (dataDir: string): string => join(dataDir, "address.json");

/** Keeps the address of the running console, so that other commands print links that work. Returns what forgets it again. */
export function keepAddress(dataDir: string, url: string): () => void {
  writeFileSync(addressFile(dataDir), JSON.stringify({ pid: process.pid, url } satisfies Kept), { mode: 0o600 });
  return () => rmSync(addressFile(dataDir), { force: true });
}

/** The address of the console that runs on `dataDir` now, or null. */
export function readAddress(dataDir: string): string | null {
  try {
    const { pid, url } = JSON.parse(readFileSync(addressFile(dataDir), "utf8")) as Kept;
    process.kill(pid, 0);
    return url;
  } catch {
    return null;
  }
}
