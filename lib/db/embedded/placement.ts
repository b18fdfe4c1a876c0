import { createHash } from "node:crypto";
import { chownSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import type { PostgresBuild } from "./find-build.ts";
import type { ServerUser } from "./server-user.ts";

/** Where the server's programs and files are. `moved` says so when that is not the data folder. */
export interface Placement {
  programs: string;
  home: string;
  moved: string | null;
}

export interface PlacementRequest {
  dataDir: string;
  build: PostgresBuild;
  user: ServerUser | null;
  /** Where the files were put last time. */
  knownHome: string | null;
}

/**
 * Decides where the server's files live and makes that folder.
 * A server that runs as another user cannot look below a private folder, so both move to where it can.
 */
export function placePostgres({ dataDir, build, user, knownHome }: PlacementRequest): Placement {
  const beside = join(resolve(dataDir), "postgres");
  const keep = knownHome !== null && existsSync(knownHome) ? knownHome : null;
  const home = keep ?? (user === null || canReach(dirname(beside), user) ? beside : findReachableHome(dataDir));
  mkdirSync(home, { recursive: true, mode: 0o700 });
  if (user !== null) chownSync(home, user.uid, user.gid);
  const programs = user === null || canReach(join(build.directory, "bin"), user) ? build.directory : copyBuild(build, home, user);
  return { programs, home, moved: home === beside ? null : home };
}

/** Whether `user` may search every folder from the root down to `path`; folders that do not exist yet are made open. */
export function canReach(path: string, user: ServerUser): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(folder)) {
      const { mode, uid, gid } = statSync(folder);
      const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
      if ((mode & bit) === 0) return false;
    }
    if (folder === dirname(folder)) return true;
  }
}

/** A folder of root's own under /var/lib; where that cannot be written, one that lives as long as the temporary folder does. */
function findReachableHome(dataDir: string): string {
  const hash = createHash("sha256").update(resolve(dataDir)).digest("hex").slice(0, 12);
  const home = `/var/lib/lanekeeper-${hash}`;
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    if (lstatSync(home).isDirectory()) return home;
  } catch {
    // A read-only system: the caller tells where the files went.
  }
  return mkdtempSync(join(tmpdir(), "lanekeeper-"));
}

function copyBuild(build: PostgresBuild, home: string, user: ServerUser): string {
  const copy = join(home, `programs-${build.version}`);
  if (existsSync(copy)) return copy;
  const partial = `${copy}.partial`;
  rmSync(partial, { recursive: true, force: true });
  cpSync(build.directory, partial, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !source.endsWith(".a") && basename(source) !== "pkgconfig",
  });
  chownSync(partial, user.uid, user.gid);
  renameSync(partial, copy);
  return copy;
}
