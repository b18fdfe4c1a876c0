import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { childEnvironment } from "#lib/env.ts";

/** A client of a stdio MCP server that does nothing but wait for answers. */
export interface TimedClient {
  ask(method: string, params: object): Promise<unknown>;
  notify(method: string): void;
  end(): Promise<void>;
}

export function startTimedClient(command: readonly string[], environment: Record<string, string>): TimedClient {
  const [program = "", ...args] = command;
  const child: ChildProcess = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"], env: childEnvironment(environment) });
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error("the server has no pipes");
  const waiting = new Map<number, (result: unknown) => void>();
  createInterface({ input: stdout }).on("line", (line) => {
    const { id, result } = JSON.parse(line) as { id?: number; result?: unknown };
    if (id !== undefined) waiting.get(id)?.(result);
  });
  const send = (message: object) => stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  let asked = 0;
  return {
    ask: (method, params) =>
      new Promise((resolve) => {
        asked += 1;
        const id = asked;
        waiting.set(id, (result) => {
          waiting.delete(id);
          resolve(result);
        });
        send({ id, method, params });
      }),
    notify: (method) => send({ method }),
    end: () =>
      new Promise((resolve) => {
        child.once("close", () => resolve());
        stdin.end();
      }),
  };
}
