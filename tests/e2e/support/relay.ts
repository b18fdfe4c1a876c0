import { once } from "node:events";
import { createServer, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const STREAM = "/api/v1/stream";

/** What stands between a browser and the console, and can lose the live stream as a bad network does. */
export interface Relay {
  url: string;
  /** Ends the streams that are open, and every one that is tried, until `mendStream`. */
  breakStream(): void;
  mendStream(): void;
  /** How many streams are open. */
  openStreams(): number;
  close(): void;
}

/** Passes every request on to `target`. */
export async function startRelay(target: string): Promise<Relay> {
  const streams = new Set<ServerResponse>();
  let broken = false;
  const server = createServer((incoming, answer) => {
    if (incoming.url === STREAM) {
      if (broken) return void answer.destroy();
      streams.add(answer.once("close", () => streams.delete(answer)));
    }
    const { method, headers } = incoming;
    const outgoing = request(new URL(incoming.url ?? "/", target), { method, headers }, (upstream) => {
      answer.writeHead(upstream.statusCode ?? 502, upstream.headers);
      upstream.pipe(answer);
    });
    outgoing.once("error", () => answer.destroy());
    answer.once("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    breakStream() {
      broken = true;
      for (const stream of streams) stream.destroy();
    },
    mendStream() {
      broken = false;
    },
    openStreams: () => streams.size,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
