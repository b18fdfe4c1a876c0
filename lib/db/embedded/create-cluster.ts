import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { endOrphan } from "./postmaster.ts";
import { SERVER_ENVIRONMENT } from "./server-process.ts";
import type { ServerUser } from "./server-user.ts";

export interface ClusterRequest {
  programs: string;
  home: string;
  user: ServerUser | null;
  password: string;
}

/** Makes `<home>/cluster` unless it exists, and returns its path. A half-made one never gets that name. */
export function createCluster({ programs, home, user, password }: ClusterRequest): string {
  const cluster = join(home, "cluster");
  if (existsSync(join(cluster, "PG_VERSION"))) return cluster;
  const partial = join(home, "cluster.partial");
  const passwordFile = join(home, "password.partial");
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user !== null) for (const path of [partial, passwordFile]) chownSync(path, user.uid, user.gid);
  try {
    const made = spawnSync(
      join(programs, "bin", "initdb"),
      [
        `--pgdata=${partial}`,
        "--username=lanekeeper",
        "--auth=scram-sha-256",
        `--pwfile=${passwordFile}`,
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--locale=C.UTF-8",
        "--no-instructions",
      ],
      { encoding: "utf8", cwd: home, env: SERVER_ENVIRONMENT, ...(user === null ? {} : { uid: user.uid, gid: user.gid }) },
    );
    if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr.trim()}`);
    renameSync(partial, cluster);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  return cluster;
}

/** Moves a cluster whose password is lost out of the way, without losing it; returns where it is now, or null where there was none. */
export async function setAsideCluster(home: string): Promise<string | null> {
  const cluster = join(home, "cluster");
  if (!existsSync(cluster)) return null;
  await endOrphan(cluster);
  const aside = `${cluster}.${new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14)}`;
  renameSync(cluster, aside);
  return aside;
}
