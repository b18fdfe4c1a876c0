import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createMcpExpressApp } from "@modelcontextprotocol/sdk/server/express.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { type Listening, listen } from "./listen.ts";

interface Server1 {
  connect(transport: Transport): Promise<void>;
  close(): Promise<void>;
}

/** Behind Express, with a server of its own for every request. */
function perRequest(build: () => Server1): Promise<Listening> {
  const app = createMcpExpressApp();
  app.post("/mcp", async (request: IncomingMessage & { body: unknown }, response: ServerResponse) => {
    const server = build();
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
    response.on("close", () => void server.close());
    await server.connect(transport as Transport);
    await transport.handleRequest(request, response, request.body);
  });
  app.all("/mcp", (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(405).end();
  });
  return listen(app);
}

/** Behind nothing but Node, with a server for every session. */
function sessions(build: () => Server1): Promise<Listening> {
  const open = new Map<string, StreamableHTTPServerTransport>();
  const begin = async () => {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        open.set(id, transport);
      },
    });
    await build().connect(transport as Transport);
    return transport;
  };
  return listen(async (request, response) => {
    const session = request.headers["mcp-session-id"]?.toString();
    const transport = session === undefined ? await begin() : open.get(session);
    if (transport) await transport.handleRequest(request, response);
    else response.writeHead(404).end();
  });
}

/** Hosts of 1.x servers. */
export const HOSTS_1 = { perRequest, sessions };
