import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The process id in `postmaster.pid`, if that process is alive and is a server of this cluster. */
export function findPostmaster(cluster: string): number | null {
  const file = join(cluster, "postmaster.pid");
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  return Number.isSafeInteger(pid) && pid > 1 && isServerOf(cluster, pid) ? pid : null;
}

/**
 * Ends a server that an earlier supervisor left behind; returns its process id, or null where there was none.
 * A `postmaster.pid` whose process is gone or another program is removed, since Postgres would believe it.
 */
export async function endOrphan(cluster: string, patienceMs = 15_000): Promise<number | null> {
  const pid = findPostmaster(cluster);
  if (pid !== null) await endPostmaster(cluster, pid, patienceMs);
  rmSync(join(cluster, "postmaster.pid"), { force: true });
  return pid;
}

/** Fast shutdown; where that takes too long, immediate shutdown, which Postgres recovers from at its next start. */
async function endPostmaster(cluster: string, pid: number, patienceMs: number): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    send(pid, signal);
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      if (!isServerOf(cluster, pid)) return;
      await sleep(50);
    }
  }
  throw new Error(`The Postgres server ${pid} does not end.`);
}

/** A process that ended and waits to be reaped has no command line any more, so it does not count. */
function isServerOf(cluster: string, pid: number): boolean {
  return send(pid, 0) && commandLine(pid).includes(cluster);
}

function commandLine(pid: number): string {
  if (existsSync(`/proc/${pid}/cmdline`)) return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? "";
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
