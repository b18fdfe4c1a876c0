import { randomBytes } from "node:crypto";
import { type CloudEvent, EVENT_LIMITS, eventSource, eventType, type Rejection } from "../../contract/event.ts";
import type { EventDataInput } from "../../contract/event-data.ts";
import type { EventKind } from "../../domain/vocabulary.ts";
import { BackOff } from "../back-off.ts";
import { type Emitter, messageOf } from "../emitter.ts";
import { inBackground } from "../in-background.ts";
import type { KeySource } from "../key-source.ts";
import type { Logger } from "../options.ts";
import type { ServerClock } from "../server-clock.ts";
import { after } from "../timers.ts";
import { EventQueue, type QueuedEvent } from "./event-queue.ts";
import { type PostResult, postEvents } from "./post-events.ts";

const CAPACITY = 10_000;
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
 * Sends events in order and at least once while this process lives: batched, with back-off, from a bounded queue in memory. Nothing
 * here ever reaches the host: a refused key only stops the sending.
 */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #url: URL;
  readonly #queue = new EventQueue(CAPACITY);
  readonly #backOff = new BackOff({ firstMs: 500, capMs: 30_000 });
  readonly #abort = new AbortController();
  readonly #corrected = new Set<string>();
  readonly #boot = randomBytes(4).toString("hex");
  #sequence = 0;
  #batchEvents = BATCH.events;
  #state: "ok" | "backing_off" | "denied" = "ok";
  #wake: { atMs: number; cancel: () => void } | null = null;
  #sending: Promise<void> | null = null;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#url = new URL("/api/v1/events", options.url);
  }

  get state(): "ok" | "backing_off" | "denied" {
    return this.#state;
  }

  get queued(): number {
    return this.#queue.size;
  }

  /** Queues an event and returns its id. */
  report<K extends EventKind>(kind: K, data: EventDataInput[K], lane?: string): string {
    const { server, replica, clock, emitter } = this.#options;
    this.#sequence += 1;
    const nowMs = clock.localNow();
    const id = `${sortable(nowMs, 9)}-${this.#boot}-${sortable(this.#sequence, 6)}`;
    const event: CloudEvent = {
      specversion: "1.0",
      id,
      source: eventSource(server, replica),
      type: eventType(kind),
      ...(lane === undefined ? {} : { subject: lane }),
      time: new Date(nowMs).toISOString(),
      sequence: String(this.#sequence),
      datacontenttype: "application/json",
      data,
    };
    const dropped = this.#queue.push({ id, kind, json: JSON.stringify(event) });
    if (dropped > 0) emitter.emit("dropped", { count: dropped });
    if (this.#state === "ok") this.#wakeIn(kind === "call.usage" ? USAGE_DELAY_MS : 0);
    return id;
  }

  /** Sends what is queued, waiting at most `limitMs`, and ends the sending for good. */
  async stop(limitMs: number): Promise<void> {
    this.#wake?.cancel();
    const ended = after(limitMs, () => this.#abort.abort());
    if (this.#state !== "denied") {
      await this.#sending;
      await this.#drain();
    }
    ended();
    this.#abort.abort();
    this.#wake?.cancel();
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
    while (this.#queue.size > 0 && !this.#abort.signal.aborted) {
      const batch = this.#queue.head({ ...BATCH, events: this.#batchEvents });
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
        this.#options.logger.debug("Events wait", { detail: result.detail, queued: this.#queue.size });
        this.#wakeIn(this.#backOff.nextMs(result.waitMs));
        return false;
    }
  }

  #accept(batch: readonly QueuedEvent[], rejected: readonly Rejection[]): void {
    this.#state = "ok";
    this.#backOff.reset();
    this.#batchEvents = BATCH.events;
    const byIndex = new Map(rejected.map((entry) => [entry.index, entry]));
    const done = batch.filter((event, index) => !this.#correct(event, byIndex.get(index)));
    this.#queue.remove(done);
    for (const event of done) this.#corrected.delete(event.id);
  }

  /** Re-sends once, by Lanekeeper's clock, what this machine's clock put out of range; every other rejection is final. */
  #correct(event: QueuedEvent, entry: Rejection | undefined): boolean {
    if (!entry) return false;
    if (entry.code === "time_out_of_range" && !this.#corrected.has(event.id)) {
      const parsed = JSON.parse(event.json) as CloudEvent & { data: object };
      const data = { ...parsed.data, reported_time: parsed.time };
      const time = new Date(this.#options.clock.correct(Date.parse(parsed.time))).toISOString();
      this.#queue.replace({ ...event, json: JSON.stringify({ ...parsed, time, data }) });
      this.#corrected.add(event.id);
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
    this.#queue.remove(batch);
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

/** Digits that sort as the number does, so that ids sort by time. */
const sortable = (value: number, width: number): string => value.toString(36).padStart(width, "0");
