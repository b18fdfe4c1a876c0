/** `control` wakes the command streams of a server; the others tell consoles what to read again. */
export type OutboxTopic = "lane" | "command" | "alert" | "server" | "control";

export interface OutboxRow {
  topic: OutboxTopic;
  ref: string;
  serverId: string | null;
  version: number;
}

/** What one transaction has to tell live readers: each thing once, with its newest version. */
export class OutboxNews {
  readonly #rows = new Map<string, OutboxRow>();

  add(rows: readonly OutboxRow[]): void {
    for (const row of rows) {
      const key = `${row.topic} ${row.ref}`;
      const held = this.#rows.get(key);
      this.#rows.set(key, held && held.version > row.version ? held : row);
    }
  }

  get rows(): OutboxRow[] {
    return [...this.#rows.values()];
  }
}
