import { Client } from "@modelcontextprotocol/client";
import { InMemoryTransport, McpServer } from "@modelcontextprotocol/server";
import type { Keeper, ProtectOptions } from "#lib/mcp/index.ts";

/** A client of a server that a test writes itself, protected before it is written. */
export async function serveTools(
  keeper: Keeper,
  write: (server: McpServer) => void,
  options: ProtectOptions = {},
): Promise<Client> {
  const server = new McpServer({ name: "github-tools", version: "1.0.0" });
  keeper.protect(server, options);
  write(server);
  const client = new Client({ name: "agent", version: "1.0.0" });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(far), client.connect(near)]);
  return client;
}
