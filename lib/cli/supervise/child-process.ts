import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { childEnvironment } from "#lib/env.ts";
import type { Running } from "./keep-running.ts";

export interface ChildOptions {
  name: string;
  /** The script and its arguments. */
  script: string[];
  environment: Record<string, string>;
  logFile: string;
  /** Resolves when the process does its work; it is given up when the process ends before. */
  whenReady?: () => Promise<void>;
  /** From being told to stop until it is killed; default 10,000. */
  patienceMs?: number;
}

const LOG_LIMIT_BYTES = 20_000_000;

/**
 * Starts a Node process in a group of its own, so that a Ctrl-C at the terminal reaches only the supervisor, which ends them in order.
 * It ends by itself when the supervisor is gone, however that ended.
 */
export async function startChild({
  name,
  script,
  environment,
  logFile,
  whenReady,
  patienceMs = 10_000,
}: ChildOptions): Promise<Running & { pid: number }> {
  const log = openLog(logFile);
  const child = spawn(process.execPath, ["--import", new URL("end-with-parent.mjs", import.meta.url).href, ...script], {
    detached: true,
    env: childEnvironment({ NODE_ENV: "production", ...environment }),
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  const exited = new Promise<number | string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(code ?? signal ?? "unknown"));
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    const patience = new AbortController();
    const late = sleep(patienceMs, true, { signal: patience.signal }).catch(() => false);
    if ((await Promise.race([exited, late])) === true) child.kill("SIGKILL");
    patience.abort();
    await exited;
  };
  const early = await Promise.race([exited.then((code) => ({ code })), whenReady?.() ?? Promise.resolve()]).catch(
    async (error) => {
      await stop();
      throw error;
    },
  );
  if (early !== undefined) throw new Error(`The ${name} ended at its start (${early.code}):\n${lastLines(logFile)}`);
  return { pid: child.pid ?? 0, exited, stop };
}

/** Appends to what is there; a file that grew large is kept once more under another name. */
function openLog(file: string): number {
  if (existsSync(file) && statSync(file).size > LOG_LIMIT_BYTES) renameSync(file, `${file}.1`);
  return openSync(file, "a", 0o600);
}

const lastLines = (file: string): string => readFileSync(file, "utf8").trimEnd().split("\n").slice(-30).join("\n");
