import type { CommandSourceOptions } from "./command-source.ts";
import { Connection } from "./connection.ts";
import { ControlReader } from "./control-reader.ts";
import { Patience, waitUnheld } from "./patience.ts";

export type Inquired =
  | { kind: "heard"; version: number }
  | { kind: "nothing_new" }
  /** Lanekeeper is to be left alone for so long. */
  | { kind: "failed"; restMs: number };

/** Asks Lanekeeper one question after the other, tells whether it is heard, and knows how long to leave it alone where it is not. */
export class Inquiry {
  readonly #reader: ControlReader;
  readonly #patience: Patience;
  readonly #connection: Connection;
  readonly #abort = new AbortController();

  constructor(options: CommandSourceOptions) {
    this.#reader = new ControlReader(options);
    this.#patience = new Patience(options.key, options.logger);
    this.#connection = new Connection(options.emitter);
  }

  /** Whether the last question was answered. */
  get isHeard(): boolean {
    return this.#connection.stands;
  }

  get isOver(): boolean {
    return this.#abort.signal.aborted;
  }

  stop(): void {
    this.#abort.abort();
  }

  /** Passes on what is new; `waitS` as of `ControlReader`. Never rejects. */
  async ask(waitS: number | null): Promise<Inquired> {
    const { signal } = this.#abort;
    const asked = await this.#reader.ask({ waitS, holdsProcess: waitS === null, signal });
    if (asked.kind !== "failed") {
      this.#patience.reset();
      this.#connection.tell(true, "connected");
      return asked;
    }
    this.#connection.tell(false, signal.aborted ? "stopped" : asked.detail);
    return { kind: "failed", restMs: signal.aborted ? 0 : await this.#patience.afterFailure(asked) };
  }

  /** Resolves after `delayMs`, or at once when the asking ends or `cut` aborts. Never holds the process open. */
  rest(delayMs: number, cut?: AbortSignal): Promise<void> {
    const { signal } = this.#abort;
    return waitUnheld(delayMs, cut ? AbortSignal.any([signal, cut]) : signal);
  }
}
