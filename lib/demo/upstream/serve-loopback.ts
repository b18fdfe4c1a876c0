import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

/** One request, read whole: `path` has no query, header names are lower-case. */
export type Exchange = { method: string; path: string; query: URLSearchParams; headers: IncomingHttpHeaders; body: string };
/** One answer: an object is sent as JSON, text and bytes as they stand, nothing as an empty body. Header names keep their case. */
export type Answer = { status: number; headers?: Record<string, string>; body?: object | string | Buffer };
export type Respond = (exchange: Exchange) => Answer | Promise<Answer>;
export type LoopbackServer = { url: string; close(): Promise<void> };

/** Answers HTTP on 127.0.0.1; port 0 takes any that is free. Rejects when the port is taken. */
export async function serveLoopback(respond: Respond, port = 0): Promise<LoopbackServer> {
  const server = createServer((request, response) => void handle(respond, request, response));
  // Node's five seconds would close an idle connection just as a slow client takes it up again.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handle(respond: Respond, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { method = "GET", url = "/", headers } = request;
    const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
    const body = await text(request);
    send(response, await respond({ method, path: pathname, query: searchParams, headers, body }));
  } catch {
    // What went wrong may quote the body, and with it a key.
    if (!response.headersSent) send(response, { status: 500, body: { message: "Server Error" } });
  }
}

function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  const isJson = typeof body === "object" && !Buffer.isBuffer(body);
  response.writeHead(status, { ...(isJson ? { "Content-Type": "application/json; charset=utf-8" } : {}), ...headers });
  response.end(isJson ? JSON.stringify(body) : body);
}
