import { type StreamEvent, streamEvent, streamReset } from "#lib/contract/summary.ts";

export interface ListenOptions {
  url: string;
  onEvent(event: StreamEvent): void;
  /** A message of any kind came, heartbeats too. */
  onMessage(): void;
  /** What happened meanwhile is unknown: read everything again, at a time drawn from the next `spreadMs`. */
  onGap(spreadMs: number): void;
}

const TOPICS = ["lane", "command", "alert", "server"] as const;
const BACKOFF_MS = { first: 1_000, most: 15_000 } as const;

/** Every console is refused when the server is away, and let in again when it is back. */
const REFUSED_SPREAD_MS = 3_000;

interface Parser<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

function parse<T>(schema: Parser<T>, data: string): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/**
 * Holds one event stream open. The browser resumes a broken one by `Last-Event-ID`; one that was refused is opened
 * anew with back-off and jitter, and what was missed counts as a gap. Returns the function that ends it.
 */
export function listen({ url, onEvent, onMessage, onGap }: ListenOptions): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let refusals = 0;

  function open(): void {
    source = new EventSource(url);
    source.addEventListener("open", () => {
      if (refusals > 0) onGap(REFUSED_SPREAD_MS);
      refusals = 0;
      onMessage();
    });
    source.addEventListener("heartbeat", onMessage);
    source.addEventListener("reset", ({ data }) => {
      onMessage();
      onGap(parse(streamReset, data)?.spread_ms ?? 0);
    });
    for (const topic of TOPICS) {
      source.addEventListener(topic, ({ data }) => {
        onMessage();
        const event = parse(streamEvent, data);
        if (event) onEvent(event);
      });
    }
    source.addEventListener("error", retryIfRefused);
  }

  function retryIfRefused(): void {
    if (source?.readyState !== EventSource.CLOSED) return;
    const delayMs = Math.min(BACKOFF_MS.first * 2 ** refusals, BACKOFF_MS.most);
    refusals += 1;
    timer = setTimeout(open, delayMs * (0.5 + Math.random()));
  }

  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
