import { type Emitter, messageOf } from "../emitter.ts";
import type { Logger } from "../options.ts";
import { EventQueue, type QueuedEvent } from "./event-queue.ts";
import { AbandonedSpools } from "./spool/abandoned-spools.ts";
import { Spool } from "./spool/spool.ts";

/** How often to look for processes that died since. */
const LOOK_EVERY_MS = 60_000;
/** So many dead processes may leave their files; more are put together, so that a long outage does not fill a folder. */
const MOST_FILES = 64;

export interface BacklogOptions {
  server: string;
  boot: string;
  emitter: Emitter;
  logger: Logger;
}

/** Everything that Lanekeeper has not heard: of this process, and of dead ones whose spools it took over. */
export class Backlog {
  readonly #options: BacklogOptions;
  readonly #queue = new EventQueue();
  #spool: Spool | null = null;
  #abandoned: AbandonedSpools | null = null;
  /** Files of dead processes, found and not yet taken. */
  #found: string[] = [];
  #lookNotBeforeMs = 0;
  #dropped = 0;

  constructor(options: BacklogOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#queue.size;
  }

  get isDurable(): boolean {
    return this.#spool?.isDurable ?? false;
  }

  /** How many events were given up for want of room. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Keeps what waits in a folder. Where that takes no file, everything goes on in memory. Never rejects. */
  async keepIn(folder: string, installation: string): Promise<void> {
    const { server, boot, logger } = this.#options;
    try {
      const shared = { folder, server, installation, boot, logger };
      this.#spool = new Spool({ ...shared, queue: this.#queue });
      this.#abandoned = new AbandonedSpools(shared);
      this.#found = await this.#abandoned.list();
      while (this.#found.length > MOST_FILES && (await this.inherit()));
    } catch (error) {
      logger.warn("Events cannot be kept on disk and wait in memory", { folder, error: messageOf(error) });
    }
  }

  /** What does not fit pushes out what is worth least. */
  add(events: readonly QueuedEvent[]): void {
    const fresh = events.filter(({ id }) => !this.#queue.has(id));
    const dropped = fresh.flatMap((event) => this.#queue.push(event));
    this.#spool?.append(fresh);
    if (dropped.length === 0) return;
    this.#spool?.remove(dropped);
    if (this.#dropped === 0) this.#options.logger.warn("Too many events wait: those that are worth least are given up");
    this.#dropped += dropped.length;
    this.#options.emitter.emit("dropped", { count: dropped.length });
  }

  /** The oldest events that fit one request. Always at least one. */
  head(limit: { events: number; bytes: number }): QueuedEvent[] {
    return this.#queue.head(limit);
  }

  remove(events: readonly QueuedEvent[]): void {
    this.#queue.remove(events);
    this.#spool?.remove(events);
  }

  /** Kept before it is sent: the same event must not come with two times, whoever sends it. */
  replace(event: QueuedEvent): void {
    this.#queue.replace(event);
    this.#spool?.append([event]);
  }

  /** Takes over the events of one dead process; false where there are none. Never rejects. */
  async inherit(): Promise<boolean> {
    const abandoned = this.#abandoned;
    if (!abandoned || !this.isDurable) return false;
    try {
      if (this.#found.length === 0) this.#found = await this.#look(abandoned);
      for (let file = this.#found.shift(); file !== undefined; file = this.#found.shift()) {
        const taken = await abandoned.take(file);
        if (!taken) continue;
        this.add(taken.events);
        await this.#spool?.synced();
        // A disk that failed meanwhile has them in the file that they came from: the next process takes that again.
        if (this.isDurable) await taken.discard();
        if (taken.events.length > 0) return true;
      }
    } catch (error) {
      this.#options.logger.warn("What dead processes left cannot be taken over", { error: messageOf(error) });
    }
    return false;
  }

  close(): void {
    this.#spool?.close();
  }

  async #look(abandoned: AbandonedSpools): Promise<string[]> {
    if (performance.now() < this.#lookNotBeforeMs) return [];
    this.#lookNotBeforeMs = performance.now() + LOOK_EVERY_MS;
    return abandoned.list();
  }
}
