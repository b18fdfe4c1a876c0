import type { EventSourceMessage } from "eventsource-parser";
import { desiredState, streamCommand } from "../../contract/control.ts";
import { messageOf } from "../emitter.ts";
import { inBackground } from "../in-background.ts";
import { after } from "../timers.ts";
import type { CommandSource, CommandSourceOptions } from "./command-source.ts";
import { Connection } from "./connection.ts";
import { openEventStream, type StreamEnd } from "./open-event-stream.ts";
import { Patience, waitUnheld } from "./patience.ts";

const LONGEST_RETRY_MS = 60_000;

/** Hears what Lanekeeper wants of this server and connects again, ever more patiently, for as long as it runs. */
export class CommandStream implements CommandSource {
  readonly #options: CommandSourceOptions;
  readonly #abort = new AbortController();
  readonly #patience: Patience;
  readonly #connection: Connection;
  #lastEventId = "";
  /** Each client is told another time, so that a fleet does not come back all at once. */
  #retryMs = 0;
  #reset: AbortController | null = null;
  /** Present while Lanekeeper is left alone. */
  #rest: AbortController | null = null;
  /** Version that was heard or named last. */
  #version: number | null = null;

  constructor(options: CommandSourceOptions) {
    this.#options = options;
    this.#patience = new Patience(options.key, options.logger);
    this.#connection = new Connection(options.emitter);
  }

  get connected(): boolean {
    return this.#connection.stands;
  }

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

  /** The stream tells every change by itself; one that is lost is looked for sooner where there is news, but once for each version. */
  noteVersion(version: number): void {
    if (version === this.#version) return;
    this.#version = version;
    this.#rest?.abort();
  }

  freshWord(): null {
    return null;
  }

  stop(): void {
    this.#abort.abort();
  }

  async #run(settle: (heard: boolean) => void): Promise<void> {
    while (!this.#abort.signal.aborted) {
      const end = await this.#connect(() => settle(true));
      settle(false);
      this.#connection.tell(false, end.detail);
      if (this.#abort.signal.aborted) return;
      const failure = { denied: end.kind === "denied", atLeastMs: this.#retryMs };
      await this.#leaveAlone(failure);
    }
  }

  async #leaveAlone(failure: { denied: boolean; atLeastMs: number }): Promise<void> {
    this.#rest = new AbortController();
    const { signal } = this.#rest;
    await waitUnheld(await this.#patience.afterFailure(failure), AbortSignal.any([this.#abort.signal, signal]));
    this.#rest = null;
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
        this.#connection.tell(true, "connected");
      },
      onEvent: (event) => this.#receive(event, onDesired),
      onRetry: (waitMs) => {
        this.#retryMs = Math.min(waitMs, LONGEST_RETRY_MS);
      },
    });
  }

  #receive(message: EventSourceMessage, onDesired: () => void): void {
    if (message.id) this.#lastEventId = message.id;
    try {
      if (message.event === "desired") {
        const desired = desiredState.parse(JSON.parse(message.data));
        this.#version = desired.control_version;
        this.#options.onDesired(desired);
        // Not before: a stream that opens and tells nothing is no reason for less patience.
        this.#patience.reset();
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
}
