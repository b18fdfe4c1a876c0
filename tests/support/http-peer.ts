import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a peer answers: a status with headers and a body, or a cut connection. */
export type PeerAnswer = { status: number; headers?: Record<string, string>; body?: unknown } | "cut";

export interface PeerRequest {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

export interface HttpPeer {
  url: string;
  requests: PeerRequest[];
  close(): Promise<void>;
}

/** The other side of the network on loopback: keeps what it was asked and answers as told. */
export async function startHttpPeer(
  answer: (request: PeerRequest, response: ServerResponse) => PeerAnswer | null | Promise<PeerAnswer | null>,
): Promise<HttpPeer> {
  const requests: PeerRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const request = {
      method: incoming.method ?? "",
      path: incoming.url ?? "",
      headers: incoming.headers,
      body: await readBody(incoming),
    };
    requests.push(request);
    // Nothing here may correct the clock that a test sets.
    response.sendDate = false;
    const given = await answer(request, response);
    if (given === "cut") response.destroy();
    else if (given) {
      const text = typeof given.body === "string" ? given.body : JSON.stringify(given.body ?? {});
      response.writeHead(given.status, { "content-type": "application/json", ...given.headers }).end(text);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
