import { createServer } from "node:http";
import { localhostHostValidation, localhostOriginValidation, toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, type McpServer } from "@modelcontextprotocol/server";
import type { Keeper } from "#lib/mcp/index.ts";
import { stopWithParent } from "./keep-server.ts";

/** Serves MCP over HTTP until the parent ends it, and tells the parent the address; `build` makes the server of one request. */
export async function serveHttp(keeper: Keeper, build: () => McpServer, port = 0): Promise<void> {
  const answer = toNodeHandler(createMcpHandler(build));
  const isLocalHost = localhostHostValidation();
  const isLocalOrigin = localhostOriginValidation();
  const http = createServer((request, response) => {
    if (isLocalHost(request, response) && isLocalOrigin(request, response)) void answer(request, response);
  });

  stopWithParent(async () => {
    http.close();
    http.closeAllConnections();
    await keeper.stop();
  });
  await keeper.start();
  http.listen(port, "127.0.0.1", () => {
    const address = http.address();
    if (address !== null && typeof address === "object") process.send?.({ url: `http://127.0.0.1:${address.port}/mcp` });
  });
}
