import { shared } from "#lib/db/shared.ts";
import { provideGauge } from "#lib/meter.ts";
import type { BoundedBody } from "./bounded-body.ts";

const RETRY_MS = 1_000;
/** Clients that lose their streams together come back over a time that grows with their number, about 100 in a second. */
const SPREAD_PER_STREAM_MS = 10;
const LEAST_SPREAD_MS = 2_000;
const LONGEST_SPREAD_MS = 30_000;
/** Within what a supervisor waits before it kills. */
const SHUTDOWN_SPREAD_MS = 1_000;

interface OpenStreams {
  bodies: Set<BoundedBody>;
  isShuttingDown: boolean;
}

const openStreams = (): OpenStreams =>
  shared("event-streams", () => {
    const streams: OpenStreams = { bodies: new Set(), isShuttingDown: false };
    // An open stream would keep the web server from ending when it is told to.
    process.once("SIGTERM", () => shutDown(streams));
    provideGauge("sse_clients", () => streams.bodies.size);
    return streams;
  });

function shutDown(streams: OpenStreams): void {
  streams.isShuttingDown = true;
  for (const body of streams.bodies) setTimeout(() => body.end(), Math.random() * SHUTDOWN_SPREAD_MS);
}

/** Counts a stream as open until it ends. A server that is told to stop ends its streams, not all at one moment. */
export function keepOpen(body: BoundedBody): void {
  const streams = openStreams();
  streams.bodies.add(body);
  body.whenEnded(() => streams.bodies.delete(body));
  if (streams.isShuttingDown) body.end();
}

/** How long the next client shall wait before it comes back, should it lose its stream: each is told another time. */
export const drawRetryMs = (): number => Math.round(RETRY_MS + Math.random() * Math.max(LEAST_SPREAD_MS, spreadMs()));

/** Over how long the clients of this process shall spread what they all do at once. */
export const spreadMs = (): number => Math.min(LONGEST_SPREAD_MS, openStreams().bodies.size * SPREAD_PER_STREAM_MS);
