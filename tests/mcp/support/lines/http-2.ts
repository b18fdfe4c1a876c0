import { randomUUID } from "node:crypto";
import { toNodeHandler } from "@modelcontextprotocol/node";
import {
  createMcpHandler,
  type McpServer,
  type Server,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { Hono } from "hono";
import { type Listening, listen } from "./listen.ts";

/** Behind Hono, with a server of its own for every request; of both eras of the protocol. */
function perRequest(build: () => McpServer | Server): Promise<Listening> {
  const handler = createMcpHandler(build);
  const app = new Hono();
  app.all("/mcp", ({ req }) => handler.fetch(req.raw));
  return listen(toNodeHandler({ fetch: async (request) => app.fetch(request) }));
}

/** Behind nothing but Node, with a server for every session. */
function sessions(build: () => McpServer | Server): Promise<Listening> {
  const open = new Map<string, WebStandardStreamableHTTPServerTransport>();
  const begin = async () => {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        open.set(id, transport);
      },
    });
    await build().connect(transport);
    return transport;
  };
  const answer = async (request: Request): Promise<Response> => {
    const session = request.headers.get("mcp-session-id");
    const transport = session === null ? await begin() : open.get(session);
    return transport ? transport.handleRequest(request) : new Response(null, { status: 404 });
  };
  return listen(toNodeHandler({ fetch: answer }));
}

/** Hosts of 2.x servers. */
export const HOSTS_2 = { perRequest, sessions };
