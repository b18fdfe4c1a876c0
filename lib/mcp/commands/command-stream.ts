import type { EventSourceMessage } from "eventsource-parser";
import { type DesiredState, desiredState, type StreamCommand, streamCommand } from "../../contract/control.ts";
import { BackOff } from "../back-off.ts";
import { type Emitter, messageOf } from "../emitter.ts";
import { inBackground } from "../in-background.ts";
import type { KeySource } from "../key-source.ts";
import type { Logger } from "../options.ts";
import { DENIED_MS } from "../report/reporter.ts";
import type { ServerClock } from "../server-clock.ts";
import { after } from "../timers.ts";
import { openEventStream, type StreamEnd } from "./open-event-stream.ts";

export interface CommandStreamOptions {
  url: string;
  replica: string;
  key: KeySource;
  clock: ServerClock;
  emitter: Emitter;
  logger: Logger;
  onDesired: (desired: DesiredState) => void;
  onCommand: (command: StreamCommand) => void;
}

/** Hears what Lanekeeper wants of this server and connects again, ever more patiently, for as long as it runs. */
export class CommandStream {
  readonly #options: CommandStreamOptions;
  readonly #abort = new AbortController();
  readonly #backOff = new BackOff({ firstMs: 500, capMs: 30_000 });
  #lastEventId = "";
  #connected = false;
  #reset: AbortController | null = null;

  constructor(options: CommandStreamOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** Connects and goes on connecting. Resolves at the first desired state, or false once it is clear that none comes soon. */
  start(patienceMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const giveUp = after(patienceMs, () => resolve(false));
      const settle = (heard: boolean) => {
        giveUp();
        resolve(heard);
      };
      inBackground(this.#run(settle), this.#options.logger);
    });
  }

  stop(): void {
    this.#abort.abort();
  }

  async #run(settle: (heard: boolean) => void): Promise<void> {
    while (!this.#abort.signal.aborted) {
      const end = await this.#connect(() => settle(true));
      settle(false);
      this.#tellConnection(false, end.detail);
      if (this.#abort.signal.aborted) return;
      await this.#waitAfter(end);
    }
  }

  #connect(onDesired: () => void): Promise<StreamEnd> {
    const { url, replica, key, clock } = this.#options;
    const address = new URL("/api/v1/commands/stream", url);
    address.searchParams.set("replica", replica);
    this.#reset = new AbortController();
    return openEventStream({
      url: address,
      headers: { authorization: key.authorization, ...(this.#lastEventId ? { "last-event-id": this.#lastEventId } : {}) },
      signal: AbortSignal.any([this.#abort.signal, this.#reset.signal]),
      onOpen: (date) => {
        clock.observe(date ?? null);
        this.#backOff.reset();
        this.#tellConnection(true, "connected");
      },
      onEvent: (event) => this.#receive(event, onDesired),
    });
  }

  #receive(message: EventSourceMessage, onDesired: () => void): void {
    if (message.id) this.#lastEventId = message.id;
    try {
      if (message.event === "desired") {
        this.#options.onDesired(desiredState.parse(JSON.parse(message.data)));
        onDesired();
      } else if (message.event === "command") this.#options.onCommand(streamCommand.parse(JSON.parse(message.data)));
      else if (message.event === "reset") {
        this.#lastEventId = "";
        this.#reset?.abort();
      }
    } catch (error) {
      this.#options.logger.warn("A message of the command stream is not understood", {
        event: message.event,
        error: messageOf(error),
      });
    }
  }

  #tellConnection(connected: boolean, detail: string): void {
    if (this.#connected === connected) return;
    this.#connected = connected;
    this.#options.emitter.emit("connection", { connected, detail });
  }

  async #waitAfter(end: StreamEnd): Promise<void> {
    let waitMs = this.#backOff.nextMs();
    if (end.kind === "denied" && !(await this.#keyChanged())) waitMs = DENIED_MS * (0.9 + Math.random() * 0.2);
    await new Promise<void>((resolve) => {
      const cancel = after(waitMs, resolve);
      const stop = () => {
        cancel();
        resolve();
      };
      this.#abort.signal.addEventListener("abort", stop, { once: true });
    });
  }

  async #keyChanged(): Promise<boolean> {
    try {
      return await this.#options.key.reload();
    } catch (error) {
      this.#options.logger.warn("The key could not be read again", { error: messageOf(error) });
      return false;
    }
  }
}
