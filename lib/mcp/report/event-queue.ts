import type { EventKind } from "../../domain/vocabulary.ts";

export interface QueuedEvent {
  id: string;
  kind: EventKind;
  /** The CloudEvent, as it is sent. */
  json: string;
  /** When it happened, in milliseconds since this machine was started; null where it happened before that, or elsewhere. */
  machineMs: number | null;
}

/** Most that waits at once: events, and bytes of them. */
const QUEUE_LIMITS = { events: 10_000, bytes: 8_388_608 } as const;

type Rank = "usage" | "heartbeat" | "call" | "lifecycle";

/** What goes first where room is short: counts before signs of life, single calls after them, and facts of a lane's life last. */
const FIRST_TO_GO: readonly Rank[] = ["usage", "heartbeat", "call", "lifecycle"];

const rankOf = ({ kind }: QueuedEvent): Rank => {
  if (kind === "call.usage") return "usage";
  if (kind === "server.heartbeat") return "heartbeat";
  return kind.startsWith("call.") ? "call" : "lifecycle";
};

const bytesOf = ({ json }: QueuedEvent): number => Buffer.byteLength(json);

/** Events that wait to be sent, oldest first, within a limit. */
export class EventQueue {
  readonly #limits: { events: number; bytes: number };
  readonly #events = new Map<string, QueuedEvent>();
  readonly #ranks: Readonly<Record<Rank, Set<string>>> = {
    usage: new Set(),
    heartbeat: new Set(),
    call: new Set(),
    lifecycle: new Set(),
  };
  #bytes = 0;

  constructor(limits: { events: number; bytes: number } = QUEUE_LIMITS) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#events.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  has(id: string): boolean {
    return this.#events.has(id);
  }

  /** What waits now, oldest first. */
  all(): QueuedEvent[] {
    return [...this.#events.values()];
  }

  /** Returns what had to go to make room. Only the newest heartbeat waits: it says all that the ones before it said. */
  push(event: QueuedEvent): QueuedEvent[] {
    if (rankOf(event) === "heartbeat") for (const id of this.#ranks.heartbeat) this.#take(id);
    this.#put(event);
    const dropped: QueuedEvent[] = [];
    while (this.#events.size > this.#limits.events || this.#bytes > this.#limits.bytes) dropped.push(...this.#dropOne());
    return dropped;
  }

  /** The oldest events that fit one request. Always at least one. */
  head(limit: { events: number; bytes: number }): QueuedEvent[] {
    const batch: QueuedEvent[] = [];
    let bytes = 2;
    for (const event of this.#events.values()) {
      bytes += bytesOf(event) + 1;
      if (batch.length === limit.events || (batch.length > 0 && bytes > limit.bytes)) break;
      batch.push(event);
    }
    return batch;
  }

  /** Takes out what was sent or given up. */
  remove(events: readonly QueuedEvent[]): void {
    for (const { id } of events) this.#take(id);
  }

  /** Puts a corrected event in the place of the one it mends. */
  replace(event: QueuedEvent): void {
    const mended = this.#events.get(event.id);
    if (!mended) return;
    this.#bytes += bytesOf(event) - bytesOf(mended);
    this.#events.set(event.id, event);
  }

  #put(event: QueuedEvent): void {
    this.#take(event.id);
    this.#events.set(event.id, event);
    this.#ranks[rankOf(event)].add(event.id);
    this.#bytes += bytesOf(event);
  }

  #take(id: string): QueuedEvent[] {
    const event = this.#events.get(id);
    if (!event) return [];
    this.#events.delete(id);
    this.#ranks[rankOf(event)].delete(id);
    this.#bytes -= bytesOf(event);
    return [event];
  }

  #dropOne(): QueuedEvent[] {
    for (const rank of FIRST_TO_GO) {
      const [oldest] = this.#ranks[rank];
      if (oldest !== undefined) return this.#take(oldest);
    }
    return [];
  }
}
