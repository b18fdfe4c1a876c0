import { EVENT_LIMITS, type Rejection } from "../../contract/event.ts";
import type { EventDataInput } from "../../contract/event-data.ts";
import type { EventKind } from "../../domain/vocabulary.ts";
import { BackOff } from "../back-off.ts";
import { type Emitter, messageOf } from "../emitter.ts";
import { inBackground } from "../in-background.ts";
import type { KeySource } from "../key-source.ts";
import type { Logger } from "../options.ts";
import type { ServerClock } from "../server-clock.ts";
import { after } from "../timers.ts";
import { Backlog } from "./backlog.ts";
import { correctTime } from "./correct-time.ts";
import { EventMaker } from "./event-maker.ts";
import type { QueuedEvent } from "./event-queue.ts";
import { type PostResult, postEvents } from "./post-events.ts";

const BATCH = { events: 500, bytes: Math.floor(EVENT_LIMITS.bodyBytes * 0.9) };
const USAGE_DELAY_MS = 1_000;
/** How long to leave Lanekeeper alone after it refused the key. */
export const DENIED_MS = 300_000;

export interface ReporterOptions {
  url: string;
  server: string;
  replica: string;
  key: KeySource;
  clock: ServerClock;
  fetch: typeof fetch;
  emitter: Emitter;
  logger: Logger;
  /** Told with each answer: the version of the desired state. */
  onVersion: (controlVersion: number) => void;
}

/**
 * Sends events in order and at least once: batched, with back-off, from a backlog that outlives this process where it is kept on
 * disk. Nothing here ever reaches the host: a refused key only stops the sending.
 */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #url: URL;
  readonly #maker: EventMaker;
  readonly #backlog: Backlog;
  readonly #backOff = new BackOff({ firstMs: 500, capMs: 30_000 });
  readonly #abort = new AbortController();
  #batchEvents = BATCH.events;
  #state: "ok" | "backing_off" | "denied" = "ok";
  #wake: { atMs: number; cancel: () => void } | null = null;
  #sending: Promise<void> | null = null;
  #isStopping = false;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#url = new URL("/api/v1/events", options.url);
    this.#maker = new EventMaker(options);
    this.#backlog = new Backlog({ ...options, boot: this.#maker.boot });
  }

  get state(): "ok" | "backing_off" | "denied" {
    return this.#state;
  }

  get queued(): number {
    return this.#backlog.size;
  }

  /** Whether what waits would survive this process. */
  get isDurable(): boolean {
    return this.#backlog.isDurable;
  }

  get dropped(): number {
    return this.#backlog.dropped;
  }

  /** Keeps what waits in this folder from now on. */
  keepIn(folder: string): Promise<void> {
    return this.#backlog.keepIn(folder, this.#options.key.installation);
  }

  /** Queues an event and returns its id. */
  report<K extends EventKind>(kind: K, data: EventDataInput[K], lane?: string): string {
    const event = this.#maker.make(kind, data, lane);
    this.#backlog.add([event]);
    if (this.#state === "ok") this.#wakeIn(kind === "call.usage" ? USAGE_DELAY_MS : 0);
    return event.id;
  }

  /** Sends what is queued, waiting at most `limitMs`, and ends the sending for good. What is left waits for the next process. */
  async stop(limitMs: number): Promise<void> {
    this.#isStopping = true;
    this.#wake?.cancel();
    const ended = after(limitMs, () => this.#abort.abort());
    if (this.#state !== "denied") {
      await this.#sending;
      await this.#drain();
    }
    ended();
    this.#abort.abort();
    this.#wake?.cancel();
    this.#backlog.close();
  }

  #wakeIn(delayMs: number): void {
    if (this.#abort.signal.aborted) return;
    const atMs = performance.now() + delayMs;
    if (this.#wake && this.#wake.atMs <= atMs) return;
    this.#wake?.cancel();
    const cancel = after(delayMs, () => {
      this.#wake = null;
      inBackground(this.#send(), this.#options.logger);
    });
    this.#wake = { atMs, cancel };
  }

  #send(): Promise<void> {
    this.#sending ??= this.#drain().finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  async #drain(): Promise<void> {
    while (!this.#abort.signal.aborted && (this.#backlog.size > 0 || (await this.#inherit()))) {
      const batch = this.#backlog.head({ ...BATCH, events: this.#batchEvents });
      const result = await postEvents(`[${batch.map(({ json }) => json).join(",")}]`, {
        url: this.#url,
        authorization: this.#options.key.authorization,
        fetch: this.#options.fetch,
        signal: this.#abort.signal,
        onDate: (date) => this.#options.clock.observe(date),
      });
      if (!(await this.#settle(batch, result))) return;
    }
  }

  /** What dead processes left is taken over only once Lanekeeper takes events: until then it is as safe where it is. */
  async #inherit(): Promise<boolean> {
    return !this.#isStopping && this.#state === "ok" && (await this.#backlog.inherit());
  }

  /** Whether to go on with the next batch at once. */
  async #settle(batch: readonly QueuedEvent[], result: PostResult): Promise<boolean> {
    switch (result.kind) {
      case "accepted":
        this.#accept(batch, result.rejected);
        if (result.controlVersion !== null) this.#options.onVersion(result.controlVersion);
        return true;
      case "too_large":
      case "refused":
        return this.#narrow(batch, result);
      case "denied":
        return this.#denied(result.detail);
      case "later":
        this.#state = "backing_off";
        this.#options.logger.debug("Events wait", { detail: result.detail, queued: this.queued });
        this.#wakeIn(this.#backOff.nextMs(result.waitMs));
        return false;
    }
  }

  #accept(batch: readonly QueuedEvent[], rejected: readonly Rejection[]): void {
    this.#state = "ok";
    this.#backOff.reset();
    this.#batchEvents = BATCH.events;
    const byIndex = new Map(rejected.map((entry) => [entry.index, entry]));
    this.#backlog.remove(batch.filter((event, index) => !this.#correct(event, byIndex.get(index))));
  }

  /** Re-sends once, by Lanekeeper's clock, what this machine's clock put out of range; every other rejection is final. */
  #correct(event: QueuedEvent, entry: Rejection | undefined): boolean {
    if (!entry) return false;
    const corrected = entry.code === "time_out_of_range" ? correctTime(event, this.#options.clock) : null;
    if (corrected) {
      this.#backlog.replace(corrected);
      return true;
    }
    this.#options.logger.warn("Lanekeeper rejected an event", { kind: event.kind, code: entry.code, detail: entry.detail });
    this.#options.emitter.emit("rejected", entry);
    return false;
  }

  /** One event may spoil a batch: halve it until that event stands alone, and give only that one up. */
  #narrow(batch: readonly QueuedEvent[], result: Extract<PostResult, { kind: "too_large" | "refused" }>): boolean {
    if (batch.length > 1) {
      this.#batchEvents = Math.ceil(batch.length / 2);
      return true;
    }
    const [event] = batch;
    const detail = result.kind === "too_large" ? "the event is too large" : result.detail;
    this.#backlog.remove(batch);
    if (event) this.#options.emitter.emit("rejected", { index: 0, id: event.id, code: "invalid_event", detail });
    return true;
  }

  async #denied(detail: string): Promise<boolean> {
    try {
      if (await this.#options.key.reload()) return true;
    } catch (error) {
      this.#options.logger.warn("The key could not be read again", { error: messageOf(error) });
    }
    if (this.#state !== "denied") this.#options.logger.error("Lanekeeper refuses the server key; lanes stay gated", { detail });
    this.#state = "denied";
    this.#wakeIn(DENIED_MS * (0.9 + Math.random() * 0.2));
    return false;
  }
}
