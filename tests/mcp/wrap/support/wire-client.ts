import { type ChildProcess, spawn } from "node:child_process";
import { childEnvironment } from "#lib/env.ts";
import { LineSplitter } from "#lib/mcp/wrap/wire/line-splitter.ts";

export interface WireMessage {
  id?: number | string;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { code: number; message: string; data?: Record<string, unknown> };
}

/** A client that sees every byte: writes lines, keeps lines, and waits for the answer to an id. */
export interface WireClient {
  process: ChildProcess;
  lines: string[];
  /** What came on standard error. */
  errors(): string;
  write(bytes: string | Buffer): void;
  /** Sends a request and resolves with its answer. */
  ask(method: string, params?: Record<string, unknown>): Promise<WireMessage>;
  callTool(name: string, given?: Record<string, unknown>, meta?: Record<string, unknown>): Promise<WireMessage>;
  /** Resolves with the first message, come or to come, that fits. */
  seen(fits: (message: WireMessage) => boolean): Promise<WireMessage>;
  /** Ends the input and resolves with how the process ended. */
  end(): Promise<number | NodeJS.Signals | null>;
  ended: Promise<number | NodeJS.Signals | null>;
}

const PATIENCE_MS = 20_000;

export function startWireClient(command: readonly string[], environment: Record<string, string>): WireClient {
  const [program = "", ...args] = command;
  const child = spawn(program, args, { stdio: "pipe", env: childEnvironment(environment) });
  const splitter = new LineSplitter();
  const lines: string[] = [];
  const messages: WireMessage[] = [];
  const looking = new Set<() => void>();
  let errors = "";
  let asked = 0;
  child.stdin.on("error", () => {});
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  child.stdout.on("data", (chunk: Buffer) => {
    for (const line of splitter.push(chunk)) {
      lines.push(line.toString());
      try {
        messages.push(JSON.parse(line.toString()) as WireMessage);
      } catch {
        // What is no message is still a line.
      }
    }
    for (const look of looking) look();
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? signal));
  });
  const seen: WireClient["seen"] = (fits) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`nothing like it came; ${errors}\n${lines.slice(-5).join("")}`)),
        PATIENCE_MS,
      );
      const look = () => {
        const found = messages.find(fits);
        if (found === undefined) return;
        clearTimeout(timer);
        looking.delete(look);
        resolve(found);
      };
      looking.add(look);
      look();
    });
  const write = (bytes: string | Buffer): void => {
    child.stdin.write(bytes);
  };
  const ask: WireClient["ask"] = (method, params = {}) => {
    asked += 1;
    const id = `request-${asked}`;
    write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
    return seen((message) => message.id === id && message.method === undefined);
  };
  return {
    process: child,
    lines,
    errors: () => errors,
    write,
    ask,
    callTool: (name, given = {}, meta) => ask("tools/call", { name, arguments: given, ...(meta ? { _meta: meta } : {}) }),
    seen,
    ended,
    end: () => {
      child.stdin.end();
      return ended;
    },
  };
}
