import { readFile } from "node:fs/promises";
import { messageOf } from "../../emitter.ts";
import { pause } from "../../timers.ts";
import { StoreError } from "../store-error.ts";

const ATTEMPTS = 3;
const RETRY_MS = 40;

/** Text of the file at `path` as `parse` understands it, or null where there is none. Reads again where a writer is midway. */
export async function readCredentialFile<T>(path: string, parse: (text: string) => T): Promise<T | null> {
  for (let attempt = 1; ; attempt += 1) {
    const text = await readIfPresent(path);
    if (text === null) return null;
    try {
      return parse(text);
    } catch (error) {
      if (attempt === ATTEMPTS) throw new StoreError("invalid", `The credential file is not readable: ${messageOf(error)}`);
      await pause(RETRY_MS);
    }
  }
}

/** The text at `path`, or null where there is no file. */
export async function readIfPresent(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    const isDenied = code === "EACCES" || code === "EPERM";
    throw new StoreError(isDenied ? "denied" : "unreachable", `The credential file cannot be read (${code})`);
  }
}
