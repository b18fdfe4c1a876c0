import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { ServerUser } from "./server-user.ts";

export interface ServerOptions {
  programs: string;
  cluster: string;
  user: ServerUser | null;
  port: number;
  password: string;
  /** Everything the server says. */
  logFile: string;
  settings: Record<string, string>;
}

/** A running server. `exited` resolves with its exit code, or the signal that ended it. */
export interface ServerProcess {
  pid: number;
  exited: Promise<number | string>;
  stop(): Promise<void>;
}

/** What a Postgres program gets to see of the environment: nothing of ours. */
export const SERVER_ENVIRONMENT = { LC_ALL: "C", TZ: "UTC" } as Record<string, string> as NodeJS.ProcessEnv;

const READY_MS = 60_000;
const STOP_MS = 20_000;

/** Starts the server in a process group of its own, so that a Ctrl-C at the terminal does not reach it before its clients. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const { programs, cluster, user, port, logFile } = options;
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    ...options.settings,
  };
  const log = openSync(logFile, "a", 0o600);
  const child = spawn(
    join(programs, "bin", "postgres"),
    ["-D", cluster, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    {
      detached: true,
      cwd: cluster,
      env: SERVER_ENVIRONMENT,
      stdio: ["ignore", log, log],
      ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
    },
  );
  closeSync(log);
  const exited = new Promise<number | string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(code ?? signal ?? "unknown"));
  });
  await whenReady(options, exited);
  return { pid: child.pid ?? 0, exited, stop: () => stop(child, exited) };
}

export const serverUrl = (port: number, password: string, database: string): string =>
  `postgresql://lanekeeper:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

async function whenReady({ port, password, logFile }: ServerOptions, exited: Promise<number | string>): Promise<void> {
  const deadline = performance.now() + READY_MS;
  let ended: number | string | undefined;
  exited.then((code) => {
    ended = code;
  });
  while (performance.now() < deadline) {
    if (ended !== undefined) throw new Error(`Postgres ended at its start (${ended}); see ${logFile}.`);
    if (await answers(serverUrl(port, password, "postgres"))) return;
    await sleep(50);
  }
  throw new Error(`Postgres did not answer within ${READY_MS / 1000} s; see ${logFile}.`);
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Fast shutdown: sessions are cut, what is committed is written; then an immediate one. */
async function stop(child: ChildProcess, exited: Promise<number | string>): Promise<void> {
  const signals: NodeJS.Signals[] = ["SIGINT", "SIGQUIT", "SIGKILL"];
  for (const signal of signals) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    const patience = new AbortController();
    await Promise.race([exited, sleep(STOP_MS, undefined, { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
  }
}
