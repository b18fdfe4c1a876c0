import { setTimeout as sleep } from "node:timers/promises";
import { Client, type Transport } from "@modelcontextprotocol/client";
import { readOutcome, type ToolBoard } from "./tool-board.ts";

/** One tool that a loop calls; `everyNth` round only, 1 for each. */
export type LoopTool = { tool: string; lane: string; everyNth: number; input(round: number): Record<string, unknown> };
export type ToolLoop = {
  /** Resolves once the connection is closed. */
  stop(): Promise<void>;
};
export type ToolLoopOptions = {
  server: string;
  tools: readonly LoopTool[];
  everyMs: number;
  board: ToolBoard;
  /** `auto` speaks the newest protocol it can; over stdio that would start a second process to ask. */
  negotiation: "auto" | "legacy";
  /** A transport to a server that runs, or null while there is none. */
  openTransport(): Transport | null;
};

const RECONNECT_MS = 500;

/** A real MCP client that calls its tools until it is stopped, and connects again whenever its server went away. */
export function startToolLoop(options: ToolLoopOptions): ToolLoop {
  const abort = new AbortController();
  for (const { tool, lane } of options.tools) options.board.add({ tool, lane, server: options.server });
  const ended = run(options, abort.signal);
  return {
    stop() {
      abort.abort();
      return ended;
    },
  };
}

async function run(options: ToolLoopOptions, signal: AbortSignal): Promise<void> {
  for (let round = 0; !signal.aborted; ) {
    const client = await connect(options, signal);
    if (client) round = await callUntilGone(client, options, round, signal);
    await client?.close().catch(() => {});
    await sleep(RECONNECT_MS, undefined, { signal }).catch(() => {});
  }
}

async function connect(options: ToolLoopOptions, signal: AbortSignal): Promise<Client | null> {
  const transport = options.openTransport();
  if (!transport) return null;
  const client = new Client(
    { name: `${options.server}-agent`, version: "1.0.0" },
    { versionNegotiation: { mode: options.negotiation } },
  );
  try {
    await client.connect(transport, { signal });
    return client;
  } catch (error) {
    await client.close().catch(() => {});
    recordAll(options, error);
    return null;
  }
}

/** Calls in rounds; returns the round at which the connection failed. */
async function callUntilGone(client: Client, options: ToolLoopOptions, first: number, signal: AbortSignal): Promise<number> {
  for (let round = first; ; round += 1) {
    for (const { tool, everyNth, input } of options.tools) {
      if (signal.aborted) return round;
      if (round % everyNth !== 0) continue;
      try {
        const result = await client.callTool({ name: tool, arguments: input(round) }, { signal });
        options.board.record(tool, readOutcome(result, new Date()));
      } catch (error) {
        if (!signal.aborted) options.board.record(tool, failure(error));
        return round + 1;
      }
    }
    await sleep(options.everyMs, undefined, { signal }).catch(() => {});
  }
}

function recordAll(options: ToolLoopOptions, error: unknown): void {
  for (const { tool } of options.tools) options.board.record(tool, failure(error));
}

function failure(error: unknown): { at: Date; ok: false; code: null; text: string } {
  return { at: new Date(), ok: false, code: null, text: error instanceof Error ? error.message : String(error) };
}
