import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  localhostHostValidation,
  localhostOriginValidation,
  NodeStreamableHTTPServerTransport,
} from "@modelcontextprotocol/node";
import type { EventStore, JSONRPCMessage, McpServer } from "@modelcontextprotocol/server";
import { createConformanceSurface } from "./conformance-surface.ts";

export interface ConformanceOptions {
  /** Called with each session's server before anything is registered. */
  prepare?: (server: McpServer) => void;
  /** Value of the header without which every request is answered with 401. Asked at each request. */
  authorization?: () => string;
}

export interface ConformanceServer {
  url: string;
  close(): Promise<void>;
}

/** A Streamable HTTP server with sessions and resumable streams that implements what the official suite asks for. */
export async function startConformanceServer({ prepare, authorization }: ConformanceOptions = {}): Promise<ConformanceServer> {
  const sessions = new Map<string, NodeStreamableHTTPServerTransport>();
  const open = async () => {
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: new EventsInMemory(),
      retryInterval: 100,
      onsessioninitialized: (id) => {
        sessions.set(id, transport);
      },
      onsessionclosed: (id) => {
        sessions.delete(id);
      },
    });
    await createConformanceSurface(prepare).connect(transport);
    return transport;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (authorization && request.headers.authorization !== authorization()) {
      response.writeHead(401, { "content-type": "application/json", "www-authenticate": 'Bearer error="invalid_token"' });
      response.end('{"message":"Bad credentials"}');
      return;
    }
    const session = request.headers["mcp-session-id"]?.toString();
    const transport = session === undefined ? await open() : sessions.get(session);
    if (transport) await transport.handleRequest(request, response);
    else response.writeHead(404).end();
  };
  const isLocalHost = localhostHostValidation();
  const isLocalOrigin = localhostOriginValidation();
  const server = createServer((request, response) => {
    if (isLocalHost(request, response) && isLocalOrigin(request, response)) void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    close: async () => {
      await Promise.all([...sessions.values()].map((transport) => transport.close()));
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** Everything that was sent, so that a client which lost its stream can have the rest. */
class EventsInMemory implements EventStore {
  readonly #events: { id: string; stream: string; message: JSONRPCMessage }[] = [];

  async storeEvent(stream: string, message: JSONRPCMessage): Promise<string> {
    const id = `${stream}_${this.#events.length}`;
    this.#events.push({ id, stream, message });
    return id;
  }

  async replayEventsAfter(
    lastId: string,
    { send }: { send: (id: string, message: JSONRPCMessage) => Promise<void> },
  ): Promise<string> {
    const last = this.#events.findIndex(({ id }) => id === lastId);
    const stream = this.#events[last]?.stream ?? "";
    for (const event of this.#events.slice(last + 1)) if (event.stream === stream) await send(event.id, event.message);
    return stream;
  }
}
