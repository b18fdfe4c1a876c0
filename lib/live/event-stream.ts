import { shared } from "#lib/db/shared.ts";

/** One server-sent event. `data` is sent as JSON. */
export interface ServerSentEvent {
  event: string;
  data: unknown;
  id?: string;
}

export interface EventStreamOptions {
  /** Begins to send; returns the function that ends it. Rejecting closes the stream. */
  open(send: (event: ServerSentEvent) => void): Promise<() => void>;
  /** Asked every heartbeat: a revoked key or session closes the stream. Throwing means that nobody can tell now. */
  stillAllowed(): Promise<boolean>;
  signal: AbortSignal;
}

const HEARTBEAT_MS = 15_000;
const RETRY_MS = 2_000;
/** A client that does not read is cut off rather than kept in memory; it comes back and reads anew. */
const MAX_QUEUED_CHUNKS = 2_000;

const openStreams = (): Set<() => void> =>
  shared("event-streams", () => {
    // An open stream would keep the web server from ending when it is told to.
    process.once("SIGTERM", closeEventStreams);
    return new Set();
  });

/** Ends every open stream of this process, so that a server told to stop can. */
function closeEventStreams(): void {
  for (const close of openStreams()) close();
}

/** An endless `text/event-stream` answer: heartbeats, a jittered retry, no buffering on the way. */
export function eventStream({ open, stillAllowed, signal }: EventStreamOptions): Response {
  let cleanUp: () => void = () => undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      async start(controller) {
        const encoder = new TextEncoder();
        let isClosed = false;
        let leave: () => void = () => undefined;
        const close = () => {
          if (isClosed) return;
          isClosed = true;
          clearInterval(beat);
          openStreams().delete(close);
          leave();
          try {
            controller.close();
          } catch {
            // The client has gone first.
          }
        };
        const write = (text: string) => {
          if (isClosed) return;
          if ((controller.desiredSize ?? 1) < -MAX_QUEUED_CHUNKS) return close();
          controller.enqueue(encoder.encode(text));
        };
        const beat = setInterval(() => {
          write(format({ event: "heartbeat", data: { at: new Date().toISOString() } }));
          stillAllowed().then(
            (allowed) => allowed || close(),
            () => undefined,
          );
        }, HEARTBEAT_MS);
        cleanUp = close;
        openStreams().add(close);
        signal.addEventListener("abort", close);
        write(`retry: ${RETRY_MS + Math.round(Math.random() * RETRY_MS)}\n\n`);
        try {
          leave = await open((event) => write(format(event)));
          if (isClosed) leave();
        } catch {
          close();
        }
      },
      cancel: () => cleanUp(),
    },
    { highWaterMark: 1 },
  );
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-cache, no-transform", "x-accel-buffering": "no" },
  });
}

const format = ({ event, data, id }: ServerSentEvent): string =>
  `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
