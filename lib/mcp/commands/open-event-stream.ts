import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { after } from "../timers.ts";

/** Lanekeeper sends a heartbeat every 15 s. */
const SILENT_MS = 45_000;

export type StreamEnd = { kind: "denied"; detail: string } | { kind: "ended"; detail: string };

export interface EventStreamOptions {
  url: URL;
  headers: Record<string, string>;
  signal: AbortSignal;
  onOpen: (date: string | undefined) => void;
  onEvent: (event: EventSourceMessage) => void;
  /** How long Lanekeeper asks this client to wait, should it lose the stream. */
  onRetry: (waitMs: number) => void;
}

/**
 * Reads one event stream until it ends. Never rejects, and never holds the process open: a server over standard input would
 * otherwise outlive its client, which is why this is not `fetch`.
 */
export function openEventStream(options: EventStreamOptions): Promise<StreamEnd> {
  return new Promise((resolve) => {
    const send = options.url.protocol === "https:" ? requestHttps : requestHttp;
    const headers = { ...options.headers, accept: "text/event-stream" };
    const request = send(options.url, { headers, agent: false, signal: options.signal });
    const end = (end: StreamEnd) => {
      silence.stop();
      resolve(end);
      request.destroy();
    };
    const silence = watchSilence(() => end({ kind: "ended", detail: "nothing was heard" }));
    request.on("socket", (socket) => socket.unref());
    request.on("error", (error) => end({ kind: "ended", detail: error.message }));
    request.on("response", (response) => read(response, request, options, silence.heard, end));
    request.end();
  });
}

function read(
  response: IncomingMessage,
  request: ClientRequest,
  { onOpen, onEvent, onRetry }: EventStreamOptions,
  heard: () => void,
  end: (end: StreamEnd) => void,
): void {
  const status = response.statusCode ?? 0;
  if (status !== 200) {
    response.resume();
    const detail = `Lanekeeper answered ${status}`;
    end(status === 401 || status === 403 ? { kind: "denied", detail } : { kind: "ended", detail });
    return;
  }
  onOpen(response.headers.date);
  const parser = createParser({ onEvent, onRetry });
  response.setEncoding("utf8");
  response.on("data", (text: string) => {
    heard();
    parser.feed(text);
  });
  response.on("error", (error) => end({ kind: "ended", detail: error.message }));
  response.on("close", () => end({ kind: "ended", detail: "the stream was closed" }));
  request.on("close", () => end({ kind: "ended", detail: "the stream was closed" }));
}

function watchSilence(onSilence: () => void): { heard: () => void; stop: () => void } {
  let stop = after(SILENT_MS, onSilence);
  return {
    heard: () => {
      stop();
      stop = after(SILENT_MS, onSilence);
    },
    stop: () => stop(),
  };
}
