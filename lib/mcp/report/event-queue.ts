import type { EventKind } from "../../domain/vocabulary.ts";

export interface QueuedEvent {
  id: string;
  kind: EventKind;
  /** The CloudEvent, as it is sent. */
  json: string;
}

/** Only worth having while there is room. */
const EXPENDABLE: ReadonlySet<EventKind> = new Set(["call.usage", "server.heartbeat"]);

/** Events that wait to be sent, oldest first, at most `capacity` of them. */
export class EventQueue {
  readonly #capacity: number;
  #events: QueuedEvent[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#events.length;
  }

  /** Returns how many events had to go to make room: counts and heartbeats first, then the oldest. */
  push(event: QueuedEvent): number {
    if (event.kind === "server.heartbeat") this.#events = this.#events.filter(({ kind }) => kind !== "server.heartbeat");
    this.#events.push(event);
    if (this.#events.length <= this.#capacity) return 0;
    const expendable = this.#events.findIndex(({ kind }) => EXPENDABLE.has(kind));
    this.#events.splice(Math.max(0, expendable), 1);
    return 1;
  }

  /** The oldest events that fit one request. Always at least one. */
  head(limit: { events: number; bytes: number }): QueuedEvent[] {
    const batch: QueuedEvent[] = [];
    let bytes = 2;
    for (const event of this.#events.slice(0, limit.events)) {
      bytes += Buffer.byteLength(event.json) + 1;
      if (batch.length > 0 && bytes > limit.bytes) break;
      batch.push(event);
    }
    return batch;
  }

  /** Takes out what was sent or given up. */
  remove(events: readonly QueuedEvent[]): void {
    const gone = new Set(events);
    this.#events = this.#events.filter((event) => !gone.has(event));
  }

  /** Puts a corrected event in the place of the one it mends. */
  replace(event: QueuedEvent): void {
    this.#events = this.#events.map((queued) => (queued.id === event.id ? event : queued));
  }
}
