import { createWriteStream } from "node:fs";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { type ServerProcess, signalProcess } from "./server-process.ts";

export type StdioServerProcess = ServerProcess & {
  /** A transport whose `start` runs the server, or null while it is to stay down. */
  openTransport(): StdioClientTransport | null;
};

/** An MCP server over stdio lives as long as its client's transport: the client starts it, and starts it again. */
export function createStdioServerProcess(options: {
  name: string;
  script: string;
  configPath: string;
  logPath: string;
}): StdioServerProcess {
  const log = createWriteStream(options.logPath, { flags: "a", mode: 0o600 });
  let transport: StdioClientTransport | null = null;
  let wanted = true;
  let starts = 0;

  return {
    openTransport() {
      if (!wanted) return null;
      transport = new StdioClientTransport({
        command: process.execPath,
        args: [options.script, options.configPath],
        stderr: "pipe",
      });
      transport.stderr?.on("data", (chunk) => log.write(chunk));
      starts += 1;
      return transport;
    },
    state: () => ({
      name: options.name,
      transport: "stdio",
      status: !wanted ? "killed" : transport?.pid ? "running" : "starting",
      pid: transport?.pid ?? null,
      starts,
    }),
    kill() {
      wanted = false;
      signalProcess(transport?.pid, "SIGKILL");
    },
    start() {
      wanted = true;
    },
    async stop() {
      wanted = false;
      await transport?.close();
      log.end();
    },
  };
}
