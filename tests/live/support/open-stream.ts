import { request } from "node:http";
import { createParser } from "eventsource-parser";

export interface HeardEvent {
  event: string;
  id: string | undefined;
  data: Record<string, unknown>;
}

/** One event stream held open, with all it was told. */
export interface HeardStream {
  events: HeardEvent[];
  /** Names of what it was told, heartbeats left out. */
  names(): string[];
  /** Place after which it would resume. */
  lastEventId(): string;
  /** Milliseconds that it was told to wait before it comes back. */
  retryMs(): number;
  ended: Promise<void>;
  close(): void;
}

/** Opens a stream; resolves once it is told its first heartbeat, rejects where it is refused. */
export function openStream(url: string, headers: Record<string, string>): Promise<HeardStream> {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const events: HeardEvent[] = [];
  let retryMs = 0;
  let lastEventId = headers["last-event-id"] ?? "";
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent: false, headers });
    outgoing.once("error", reject);
    outgoing.once("close", end);
    outgoing.once("response", (incoming) => {
      if (incoming.statusCode !== 200) return reject(new Error(`the stream was answered ${incoming.statusCode}`));
      const stream: HeardStream = {
        events,
        names: () => events.map(({ event }) => event).filter((event) => event !== "heartbeat"),
        lastEventId: () => lastEventId,
        retryMs: () => retryMs,
        ended,
        close: () => outgoing.destroy(),
      };
      const parser = createParser({
        onRetry: (ms) => {
          retryMs = ms;
        },
        onEvent: ({ event = "message", id, data }) => {
          events.push({ event, id, data: JSON.parse(data) });
          if (id) lastEventId = id;
          resolve(stream);
        },
      });
      incoming.setEncoding("utf8").on("data", (text: string) => parser.feed(text));
      incoming.once("error", end);
    });
    outgoing.end();
  });
}
