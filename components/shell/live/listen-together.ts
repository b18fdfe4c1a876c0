import type { StreamEvent } from "#lib/contract/summary.ts";
import { LIVE_WITHIN_MS } from "./freshness.ts";
import { type ListenOptions, listen } from "./listen.ts";

/** What the tabs of one browser tell each other: the one that listens, what it hears; one that has just come, that it is there. */
type Relayed =
  | { kind: "message" }
  | { kind: "event"; event: StreamEvent }
  | { kind: "gap"; spreadMs: number }
  | { kind: "hello" };

const NAME = "lanekeeper-live";

/**
 * Holds one event stream for all tabs of a browser, which over HTTP/1.1 has six connections for all of them: the tab that has the
 * lock listens and tells the others; when it goes, another takes its place. Where there are no locks each tab listens for itself.
 * Returns the function that ends it.
 */
export function listenTogether(options: ListenOptions): () => void {
  // Locks are there on loopback and over TLS only.
  if (!navigator.locks || typeof BroadcastChannel === "undefined") return listen(options);
  const channel = new BroadcastChannel(NAME);
  const leaving = new AbortController();
  const { signal } = leaving;
  const lead = () =>
    new Promise<void>((release) => {
      // One that left while the lock was on its way is still handed it, and would keep it from all others.
      if (signal.aborted) return release();
      const end = tellOthers(options, channel);
      signal.addEventListener("abort", () => {
        end();
        release();
      });
    });
  channel.onmessage = ({ data }: MessageEvent<Relayed>) => take(options, data);
  post(channel, { kind: "hello" });
  // Ending the wait for the lock rejects, and nobody is left to be told.
  navigator.locks.request(NAME, { signal }, lead).catch(() => undefined);
  signal.addEventListener("abort", () => channel.close());
  return () => leaving.abort();
}

/** Listens for this tab and all others. One that comes is told what it may have missed while its page was made. */
function tellOthers(options: ListenOptions, channel: BroadcastChannel): () => void {
  let recent: { relayed: Relayed; atMs: number }[] = [];
  const tell = (relayed: Relayed) => {
    take(options, relayed);
    post(channel, relayed);
    const atMs = Date.now();
    recent = [...recent.filter((earlier) => atMs - earlier.atMs < LIVE_WITHIN_MS), { relayed, atMs }];
  };
  channel.onmessage = ({ data }: MessageEvent<Relayed>) => {
    if (data.kind !== "hello") return;
    for (const { relayed, atMs } of recent) if (Date.now() - atMs < LIVE_WITHIN_MS) post(channel, relayed);
  };
  return listen({
    url: options.url,
    onMessage: () => tell({ kind: "message" }),
    onEvent: (event) => tell({ kind: "event", event }),
    onGap: (spreadMs) => tell({ kind: "gap", spreadMs }),
  });
}

const post = (channel: BroadcastChannel, relayed: Relayed): void => channel.postMessage(relayed);

function take({ onMessage, onEvent, onGap }: ListenOptions, relayed: Relayed): void {
  if (relayed.kind === "message") onMessage();
  else if (relayed.kind === "event") onEvent(relayed.event);
  else if (relayed.kind === "gap") onGap(relayed.spreadMs);
}
