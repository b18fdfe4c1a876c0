import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Another process supervises the same data folder. */
class SupervisedElsewhereError extends Error {
  override readonly name = "SupervisedElsewhereError";
}

/**
 * Makes this process the only supervisor of `dataDir` until `release` or its end, however that comes.
 * Throws `SupervisedElsewhereError` with the other one's process id.
 */
export function takeSupervisorLock(dataDir: string): { release(): void } {
  mkdirSync(dataDir, { recursive: true });
  const holderFile = join(dataDir, "supervisor.pid");
  // SQLite's exclusive lock is the one kernel file lock that Node can take: it dies with the process, so it is never stale.
  const lock = new DatabaseSync(join(dataDir, "supervisor.lock"));
  try {
    lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch {
    lock.close();
    throw new SupervisedElsewhereError(
      `Lanekeeper already runs on ${resolve(dataDir)} (process ${readHolder(holderFile)}). Stop that one first.`,
    );
  }
  writeFileSync(holderFile, `${process.pid}\n`, { mode: 0o600 });
  return {
    release: () => {
      if (lock.isOpen) lock.close();
    },
  };
}

function readHolder(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "unknown";
  }
}
