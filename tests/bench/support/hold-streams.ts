import { request } from "node:http";
import { createParser } from "eventsource-parser";
import type { FromCrowd, StreamTarget, ToCrowd } from "./stream-messages.ts";

// Holds event streams open as browsers do: it waits as long as it was told before it comes back, and says where it was.

const FIRST_RETRY_MS = 1_000;

interface Stream {
  target: StreamTarget;
  liveAt: number | null;
  lastEventId: string;
  retryMs: number;
}

let streams: Stream[] = [];
let resets = 0;
let isAwaited = false;
let watched: { text: string; streams: Set<Stream>; at: number[] } | null = null;

const now = (): number => performance.timeOrigin + performance.now();
const say = (message: FromCrowd): void => void process.send?.(message);

process.on("disconnect", () => process.exit());
process.on("message", (message: ToCrowd) => {
  switch (message.say) {
    case "open":
      streams = message.targets.map((target) => ({ target, liveAt: null, lastEventId: "", retryMs: FIRST_RETRY_MS }));
      for (const stream of streams) connect(stream);
      return;
    case "watch":
      watched = { text: message.text, streams: new Set(streams.slice(message.from, message.to)), at: [] };
      return say({ say: "watching" });
    case "await-live":
      isAwaited = true;
      return answerWhenLive();
  }
});

function answerWhenLive(): void {
  const at = streams.flatMap(({ liveAt }) => liveAt ?? []);
  if (!isAwaited || at.length < streams.length) return;
  isAwaited = false;
  say({ say: "live", at, resets });
}

function connect(stream: Stream): void {
  const resume = stream.lastEventId === "" ? {} : { "last-event-id": stream.lastEventId };
  const outgoing = request(stream.target.url, { agent: false, headers: { ...stream.target.headers, ...resume } });
  const lose = () => {
    if (outgoing.destroyed && outgoing.closed) return;
    outgoing.destroy();
  };
  outgoing.once("close", () => {
    stream.liveAt = null;
    setTimeout(connect, stream.retryMs, stream);
  });
  outgoing.once("error", lose);
  outgoing.once("response", (incoming) => {
    if (incoming.statusCode !== 200) return lose();
    const parser = createParser({
      onRetry: (retryMs) => {
        stream.retryMs = retryMs;
      },
      onEvent: ({ event, id, data }) => hear(stream, event, id, data),
    });
    incoming.setEncoding("utf8").on("data", (text: string) => parser.feed(text));
    incoming.once("error", lose);
    incoming.once("close", lose);
  });
  outgoing.end();
}

function hear(stream: Stream, event: string | undefined, id: string | undefined, data: string): void {
  if (id) stream.lastEventId = id;
  if (event === "reset") resets += 1;
  if (stream.liveAt === null) {
    stream.liveAt = now();
    answerWhenLive();
  }
  if (!watched?.streams.has(stream) || !data.includes(watched.text)) return;
  watched.streams.delete(stream);
  watched.at.push(now());
  if (watched.streams.size > 0) return;
  say({ say: "told", at: watched.at });
  watched = null;
}
