import { inBackground } from "../in-background.ts";
import { after } from "../timers.ts";
import type { CommandSource, CommandSourceOptions } from "./command-source.ts";
import { Connection } from "./connection.ts";
import { ControlReader } from "./control-reader.ts";
import { Patience, waitUnheld } from "./patience.ts";

const WAIT_S = 25;
/** A Lanekeeper that is being stopped answers at once that nothing is new. */
const LEAST_INTERVAL_MS = 1_000;

/** Asks again and again, each answer held back until there is news: for networks that let no stream through. */
export class CommandPoll implements CommandSource {
  readonly #reader: ControlReader;
  readonly #patience: Patience;
  readonly #connection: Connection;
  readonly #logger: CommandSourceOptions["logger"];
  readonly #abort = new AbortController();

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
      inBackground(this.#run(resolve), this.#logger);
    });
  }

  /** The answer that is being held back tells every change by itself. */
  noteVersion(): void {}

  stop(): void {
    this.#abort.abort();
  }

  async #run(settle: (heard: boolean) => void): Promise<void> {
    const { signal } = this.#abort;
    for (let waitS: number | null = null; !signal.aborted; ) {
      const askedMs = performance.now();
      const asked = await this.#reader.ask({ waitS, holdsProcess: waitS === null, signal });
      settle(asked.kind !== "failed");
      if (signal.aborted) return this.#connection.tell(false, "stopped");
      if (asked.kind === "failed") {
        this.#connection.tell(false, asked.detail);
        await waitUnheld(await this.#patience.afterFailure(asked), signal);
        continue;
      }
      this.#patience.reset();
      this.#connection.tell(true, "connected");
      waitS = WAIT_S;
      if (asked.kind === "nothing_new") await waitUnheld(LEAST_INTERVAL_MS - (performance.now() - askedMs), signal);
    }
  }
}
