import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { getDefaultEnvironment } from "@modelcontextprotocol/client/stdio";
import * as z from "zod/mini";
import { RESTART_MS, type ServerProcess, STOP_MS, signalProcess } from "./server-process.ts";

const readyMessage = z.object({ url: z.url() });

export type HttpServerProcess = ServerProcess & {
  /** Address of its MCP endpoint while it listens, else null. */
  endpoint(): string | null;
};

/** Runs an MCP server over HTTP as a process group of its own; it tells its address over the parent's channel. */
export function startHttpServerProcess(options: {
  name: string;
  script: string;
  configPath: string;
  logPath: string;
}): HttpServerProcess {
  let child: ChildProcess | null = null;
  let endpoint: string | null = null;
  let wanted = true;
  let starts = 0;
  let restart: NodeJS.Timeout | undefined;

  function launch(): void {
    const log = openSync(options.logPath, "a", 0o600);
    const started = spawn(process.execPath, [options.script, options.configPath], {
      detached: true,
      env: { NODE_ENV: "production", ...getDefaultEnvironment() },
      stdio: ["ignore", log, log, "ipc"],
    });
    closeSync(log);
    starts += 1;
    child = started;
    started.on("message", (message) => {
      const ready = readyMessage.safeParse(message);
      if (ready.success) endpoint = ready.data.url;
    });
    started.once("exit", () => {
      child = null;
      endpoint = null;
      if (wanted) restart = setTimeout(launch, RESTART_MS);
    });
  }

  // A parent that ends without stopping leaves nothing behind.
  const endWithParent = (): void => signalProcess(child?.pid, "SIGKILL");
  process.once("exit", endWithParent);
  launch();

  return {
    endpoint: () => endpoint,
    state: () => ({
      name: options.name,
      transport: "http",
      status: !wanted ? "killed" : endpoint ? "running" : "starting",
      pid: child?.pid ?? null,
      starts,
    }),
    kill() {
      wanted = false;
      clearTimeout(restart);
      signalProcess(child?.pid, "SIGKILL");
    },
    start() {
      if (wanted) return;
      wanted = true;
      // One that has not gone yet is followed by a new one as it goes.
      if (!child) launch();
    },
    async stop() {
      wanted = false;
      clearTimeout(restart);
      if (child) await endChild(child);
      process.off("exit", endWithParent);
    },
  };
}

async function endChild(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  const kill = setTimeout(() => signalProcess(child.pid, "SIGKILL"), STOP_MS);
  signalProcess(child.pid, "SIGTERM");
  await exited;
  clearTimeout(kill);
}
