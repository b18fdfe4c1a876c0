import { type ChildProcess, spawn } from "node:child_process";
import { StoreError } from "../store-error.ts";
import { BoundedText } from "./bounded-text.ts";

export interface CommandRun {
  /** Program and arguments; no shell reads them. */
  command: readonly [string, ...string[]];
  /** Default: that of this process. */
  env?: Readonly<Record<string, string | undefined>>;
  cwd?: string;
  timeoutMs: number;
  /** Longest output; more is an error. */
  maxBytes: number;
}

export interface CommandOutcome {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

const STDERR_BYTES = 8_192;
const HAS_GROUPS = process.platform !== "win32";

/** Runs a program to its end. Rejects with a `StoreError` where it cannot start, takes too long or says too much. */
export function runCommand({ command: [program, ...args], env, cwd, timeoutMs, maxBytes }: CommandRun): Promise<CommandOutcome> {
  return new Promise((resolve, reject) => {
    const options = { cwd, detached: HAS_GROUPS, windowsHide: true, ...(env ? { env: env as NodeJS.ProcessEnv } : {}) };
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const stdout = new BoundedText(maxBytes);
    const stderr = new BoundedText(STDERR_BYTES);
    const giveUp = (error: StoreError) => {
      clearTimeout(timer);
      killWithChildren(child);
      child.stdout.destroy();
      child.stderr.destroy();
      reject(error);
    };
    const timer = setTimeout(
      () => giveUp(new StoreError("unreachable", `The command took longer than ${timeoutMs / 1_000} s`)),
      timeoutMs,
    );
    child.stdout.on("data", (chunk: Buffer) => {
      if (!stdout.add(chunk)) giveUp(new StoreError("invalid", `The command said more than ${maxBytes} bytes`));
    });
    child.stderr.on("data", (chunk: Buffer) => stderr.add(chunk));
    child.once("error", (error: NodeJS.ErrnoException) =>
      giveUp(new StoreError(error.code === "EACCES" ? "denied" : "unreachable", `The command cannot be run (${error.code})`)),
    );
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout: stdout.text, stderr: stderr.text });
    });
  });
}

/** A program leads a group of its own, since what it started would live on and keep its output open. */
function killWithChildren(child: ChildProcess): void {
  try {
    if (HAS_GROUPS && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // It has ended by itself meanwhile.
  }
}
