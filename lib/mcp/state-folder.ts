import { homedir } from "node:os";
import { join } from "node:path";

/** Where a server's events and state are kept; null keeps them in memory, as where a user has no home. */
export function stateFolder(stateDir: string | null | undefined, server: string): string | null {
  const place = stateDir === undefined ? homePlace() : stateDir;
  return place === null ? null : join(place, server);
}

/** A container's user may be a mere number, for which the system knows no home. */
function homePlace(): string | null {
  try {
    return join(homedir(), ".lanekeeper");
  } catch {
    return null;
  }
}
