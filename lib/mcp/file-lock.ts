import { randomBytes } from "node:crypto";
import { link, open, readFile, rename, rm, stat } from "node:fs/promises";
import * as z from "zod/mini";
import { isRunning, ownIdentity, processIdentity } from "./process-identity.ts";
import { pause } from "./timers.ts";

export interface FileLock {
  /** Never rejects. */
  release(): Promise<void>;
}

const RETRY_MS = 50;
/** A holder that cannot be looked at, such as another machine's: after so long it is taken for dead. */
const STALE_MS = 60_000;
const owner = z.extend(processIdentity, { token: z.string() });

/** Takes the lock file at `path`, waiting at most `waitMs`; null where somebody else keeps it. A dead holder's lock is taken over. */
export async function lockFile(path: string, waitMs: number): Promise<FileLock | null> {
  const token = randomBytes(8).toString("hex");
  const giveUpMs = performance.now() + waitMs;
  for (;;) {
    if (await create(path, token)) return { release: () => release(path, token) };
    await removeIfStale(path);
    if (performance.now() >= giveUpMs) return null;
    await pause(RETRY_MS * (0.5 + Math.random()));
  }
}

async function create(path: string, token: string): Promise<boolean> {
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(JSON.stringify({ token, ...ownIdentity() }));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function release(path: string, token: string): Promise<void> {
  if ((await readOwner(path))?.token === token) await rm(path, { force: true }).catch(() => undefined);
}

/** Moves a dead holder's file away; where another process was quicker, and this moved its fresh one, it is put back. */
async function removeIfStale(path: string): Promise<void> {
  const seen = await readOwner(path);
  if (!(await isStale(path, seen))) return;
  const aside = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    await rename(path, aside);
    if ((await readOwner(aside))?.token !== seen?.token) await link(aside, path).catch(() => undefined);
    await rm(aside, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

async function isStale(path: string, held: z.infer<typeof owner> | null): Promise<boolean> {
  const running = held && isRunning(held);
  if (running !== null) return !running;
  const written = await stat(path).catch(() => null);
  return written !== null && Date.now() - written.mtimeMs > STALE_MS;
}

async function readOwner(path: string): Promise<z.infer<typeof owner> | null> {
  try {
    return owner.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    // Gone meanwhile, or its holder is midway through writing it.
    return null;
  }
}
