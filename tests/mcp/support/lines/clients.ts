import * as line2 from "@modelcontextprotocol/client";
import { StdioClientTransport as StdioClientTransport2 } from "@modelcontextprotocol/client/stdio";
import { Client as Client1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as StdioClientTransport1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as HttpTransport1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { ToolResult } from "../stage.ts";

/** What the clients of both lines have in common. */
export interface LineClient {
  listTools(): Promise<unknown>;
  callTool(call: { name: string; arguments?: Record<string, unknown> }): Promise<unknown>;
  readResource(of: { uri: string }): Promise<unknown>;
  getPrompt(of: { name: string }): Promise<unknown>;
  close(): Promise<void>;
}

/** Where a server is found: a process to start, or an address. */
export type Place = { command: string[] } | { url: URL };

/** A client of one line, at home in one era of the protocol. */
export type ClientName = "client 1.x" | "client 2.x" | "client 2.x of 2026";

const INFO = { name: "agent", version: "1.0.0" };

/** Connects and lists the tools, as agents do; `statuses` collects what HTTP answered. */
export async function connectClient(name: ClientName, place: Place, statuses: number[] = []): Promise<LineClient> {
  const watched = async (input: string | URL, init?: RequestInit) => {
    const response = await fetch(input, init);
    statuses.push(response.status);
    return response;
  };
  const client = name === "client 1.x" ? await connect1(place, watched) : await connect2(name, place, watched);
  await client.listTools();
  return client;
}

type Watched = (input: string | URL, init?: RequestInit) => Promise<Response>;

async function connect1(place: Place, fetch: Watched): Promise<LineClient> {
  const client = new Client1(INFO);
  const transport =
    "url" in place
      ? new HttpTransport1(place.url, { fetch })
      : new StdioClientTransport1({ ...spawned(place.command), stderr: "inherit" });
  await client.connect(transport as Transport);
  return client;
}

async function connect2(name: ClientName, place: Place, fetch: Watched): Promise<LineClient> {
  const negotiation = name === "client 2.x of 2026" ? { versionNegotiation: { mode: { pin: "2026-07-28" } } } : {};
  const client = new line2.Client(INFO, negotiation);
  const transport =
    "url" in place
      ? new line2.StreamableHTTPClientTransport(place.url, { fetch })
      : new StdioClientTransport2({ ...spawned(place.command), stderr: "inherit" });
  await client.connect(transport);
  return client;
}

const spawned = ([command = "", ...args]: string[]) => ({ command, args });

/** A tool's result as tests look at it. */
export const callTool = async (client: LineClient, name: string, input: Record<string, unknown> = {}): Promise<ToolResult> =>
  (await client.callTool({ name, arguments: input })) as ToolResult;
