import type { OutboxEntry, OutboxPosition } from "#lib/db/outbox.ts";

/** The newest entries this process has read, so that a client that comes back costs no query. */
export class ReplayWindow {
  readonly #limit: number;
  #entries: OutboxEntry[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get head(): OutboxPosition | undefined {
    return this.#entries.at(-1)?.position;
  }

  add(entries: readonly OutboxEntry[]): void {
    this.#entries.push(...entries);
    // Cut now and then rather than with each entry.
    if (this.#entries.length > 2 * this.#limit) this.#entries = this.#entries.slice(-this.#limit);
  }

  /** What came after `position`, or null where the window does not reach back to it. */
  after(position: OutboxPosition): OutboxEntry[] | null {
    const [oldest] = this.#entries;
    if (!oldest || compare(position, oldest.position) < 0) return null;
    return this.#entries.slice(this.#firstAfter(position));
  }

  /** Entries of transactions that began at `time` or later, and those in between. */
  since(time: Date): OutboxEntry[] {
    const first = this.#entries.findIndex(({ at }) => at >= time);
    return first < 0 ? [] : this.#entries.slice(first);
  }

  #firstAfter(position: OutboxPosition): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = this.#entries[middle];
      if (entry && compare(entry.position, position) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Transaction ids have 64 bits, so they are compared as such. */
function compare(a: OutboxPosition, b: OutboxPosition): number {
  if (a.xid !== b.xid) return BigInt(a.xid) < BigInt(b.xid) ? -1 : 1;
  return a.id - b.id;
}
