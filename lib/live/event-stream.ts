import { BoundedBody } from "./bounded-body.ts";
import { encodeEvents, encodeRetry } from "./frame.ts";
import { drawRetryMs, keepOpen } from "./open-streams.ts";

export interface EventStreamOptions {
  /** Begins to write; what shall happen at the end is told to the body. Rejecting ends the stream. */
  open(body: BoundedBody): Promise<void> | void;
  /** Calls back once the key or session of the request no longer holds; returns the function that ends the watch. */
  watchAccess(onEnded: () => void): () => void;
  /** Where a client would resume now, told with each heartbeat. */
  place?(): string | undefined;
  signal: AbortSignal;
}

const HEARTBEAT_MS = 15_000;
const HEADERS = { "content-type": "text/event-stream", "cache-control": "no-cache, no-transform", "x-accel-buffering": "no" };

/** An endless `text/event-stream` answer: a jittered retry, heartbeats, no buffering on the way. */
export function eventStream(options: EventStreamOptions): Response {
  const body = new BoundedBody();
  keepOpen(body);
  begin(body, options).catch(() => body.end());
  return new Response(body.stream, { headers: HEADERS });
}

async function begin(body: BoundedBody, { open, watchAccess, place, signal }: EventStreamOptions): Promise<void> {
  const end = () => body.end();
  signal.addEventListener("abort", end);
  body.whenEnded(() => signal.removeEventListener("abort", end));
  body.whenEnded(watchAccess(end));
  const beat = setInterval(() => body.write(heartbeat(place?.())), HEARTBEAT_MS);
  body.whenEnded(() => clearInterval(beat));
  body.write(encodeRetry(drawRetryMs()));
  // At once, so that a client knows by more than the headers that the stream runs.
  body.write(heartbeat());
  await open(body);
}

const heartbeat = (id?: string): Uint8Array =>
  encodeEvents([{ event: "heartbeat", data: { at: new Date().toISOString() }, ...(id === undefined ? {} : { id }) }]);
