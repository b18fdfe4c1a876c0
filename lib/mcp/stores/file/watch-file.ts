import { type FSWatcher, watch } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { after, every } from "../../timers.ts";

const SETTLE_MS = 50;

/**
 * Calls back when the file at `path` may have changed. Watches the folder, since an atomic rename replaces the file that a watch of
 * its own would follow, and looks at the file every `pollMs` where the file system tells nothing.
 */
export function watchFile(path: string, onChange: () => void, pollMs: number): () => void {
  let settle = () => {};
  let seen: string | null = null;
  let ended = false;
  const look = async () => {
    const now = await signature(path);
    if (ended || now === seen) return;
    const first = seen === null;
    seen = now;
    if (!first) onChange();
  };
  const soon = () => {
    settle();
    settle = after(SETTLE_MS, () => void look());
  };
  const folder = watchFolder(path, soon);
  const stopPolling = every(pollMs, () => void look());
  void look();
  return () => {
    ended = true;
    settle();
    stopPolling();
    folder?.close();
  };
}

function watchFolder(path: string, onEvent: () => void): FSWatcher | null {
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
      if (name === null || name === basename(path)) onEvent();
    });
    // The poll goes on where the folder vanishes or the system runs out of watches.
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return null;
  }
}

async function signature(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeMs } = await stat(path);
    return `${dev}:${ino}:${size}:${mtimeMs}`;
  } catch {
    return "absent";
  }
}
