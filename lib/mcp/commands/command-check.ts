import { inBackground } from "../in-background.ts";
import { after } from "../timers.ts";
import type { CommandSource, CommandSourceOptions } from "./command-source.ts";
import { Connection } from "./connection.ts";
import { ControlReader } from "./control-reader.ts";
import { Patience } from "./patience.ts";

/**
 * Asks at the start, and then only when an answer to events names another version: for processes that live for seconds, or are
 * frozen between requests, and could keep no connection open.
 */
export class CommandCheck implements CommandSource {
  readonly #reader: ControlReader;
  readonly #patience: Patience;
  readonly #connection: Connection;
  readonly #logger: CommandSourceOptions["logger"];
  readonly #abort = new AbortController();
  #flight: Promise<boolean> | null = null;
  /** Version that was heard last, and whether Lanekeeper knew this replica then: before, it has no commands for it. */
  #heard: { version: number; asKnown: boolean } | null = null;
  /** Version that an answer to events named and that was not asked about yet. */
  #noted: number | null = null;
  #isWaiting = false;

  constructor(options: CommandSourceOptions) {
    this.#reader = new ControlReader(options);
    this.#patience = new Patience(options.key, options.logger);
    this.#connection = new Connection(options.emitter);
    this.#logger = options.logger;
  }

  get connected(): boolean {
    return this.#connection.stands;
  }

  start(patienceMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      after(patienceMs, () => resolve(false));
      inBackground(this.#ask().then(resolve), this.#logger);
    });
  }

  noteVersion(version: number): void {
    if (this.#heard?.asKnown && this.#heard.version === version) return;
    this.#noted = version;
    this.#askIfNoted();
  }

  stop(): void {
    this.#abort.abort();
  }

  #askIfNoted(): void {
    if (this.#noted !== null && !this.#isWaiting && !this.#abort.signal.aborted) inBackground(this.#ask(), this.#logger);
  }

  /** One at a time; what was noted meanwhile is asked for afterwards. */
  #ask(): Promise<boolean> {
    this.#flight ??= this.#askOnce().finally(() => {
      this.#flight = null;
      this.#askIfNoted();
    });
    return this.#flight;
  }

  async #askOnce(): Promise<boolean> {
    const noted = this.#noted;
    const asked = await this.#reader.ask({ waitS: null, holdsProcess: true, signal: this.#abort.signal });
    if (asked.kind === "failed") {
      this.#connection.tell(false, asked.detail);
      await this.#restAfter(asked);
      return false;
    }
    this.#patience.reset();
    this.#connection.tell(true, "connected");
    const version = asked.kind === "heard" ? asked.version : (this.#heard?.version ?? 0);
    this.#heard = { version, asKnown: noted !== null };
    if (this.#noted === noted) this.#noted = null;
    return true;
  }

  async #restAfter(failure: { denied: boolean; atLeastMs: number }): Promise<void> {
    const waitMs = await this.#patience.afterFailure(failure);
    this.#isWaiting = true;
    after(waitMs, () => {
      this.#isWaiting = false;
      this.#askIfNoted();
    });
  }
}
