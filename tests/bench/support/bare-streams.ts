import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

// The reference: a bare server on which every POST is told to every open stream, with nothing looked up, checked or kept.

const streams = new Set<ServerResponse>();
let told = 0;

const server = createServer((incoming, answer) => {
  if (incoming.method === "POST") {
    incoming.resume().once("end", () => {
      told += 1;
      const frame = Buffer.from(`id: ${told}\nevent: lane\ndata: {"topic":"lane","id":"${incoming.url}","version":${told}}\n\n`);
      for (const stream of streams) stream.write(frame);
      answer.writeHead(202).end();
    });
    return;
  }
  answer.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  answer.write("event: heartbeat\ndata: {}\n\n");
  streams.add(answer.once("close", () => streams.delete(answer)));
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit());
