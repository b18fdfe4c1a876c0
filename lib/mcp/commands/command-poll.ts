import { inBackground } from "../in-background.ts";
import { after } from "../timers.ts";
import type { CommandSource, CommandSourceOptions } from "./command-source.ts";
import { Inquiry } from "./inquiry.ts";

const WAIT_S = 25;
/** A Lanekeeper that is being stopped answers at once that nothing is new. */
const LEAST_INTERVAL_MS = 1_000;

/** Asks again and again, each answer held back until there is news: for networks that let no stream through. */
export class CommandPoll implements CommandSource {
  readonly #inquiry: Inquiry;
  readonly #logger: CommandSourceOptions["logger"];
  /** Version that was heard or named last. */
  #version: number | null = null;
  /** Present while Lanekeeper is left alone. */
  #rest: AbortController | null = null;

  constructor(options: CommandSourceOptions) {
    this.#inquiry = new Inquiry(options);
    this.#logger = options.logger;
  }

  get connected(): boolean {
    return this.#inquiry.isHeard;
  }

  start(patienceMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      after(patienceMs, () => resolve(false));
      inBackground(this.#run(resolve), this.#logger);
    });
  }

  /** The answer that is being held back tells every change by itself; only what is left alone for a while is asked sooner. */
  noteVersion(version: number): void {
    const isChange = this.#version !== null && this.#version !== version;
    this.#version = version;
    if (isChange) this.#rest?.abort();
  }

  freshWord(): null {
    return null;
  }

  stop(): void {
    this.#inquiry.stop();
  }

  async #run(settle: (heard: boolean) => void): Promise<void> {
    for (let waitS: number | null = null; !this.#inquiry.isOver; ) {
      const askedMs = performance.now();
      const asked = await this.#inquiry.ask(waitS);
      settle(asked.kind !== "failed");
      if (asked.kind === "failed") {
        await this.#leaveAlone(asked.restMs);
        // What changed meanwhile is told at once, however many others wait for news.
        waitS = null;
        continue;
      }
      if (asked.kind === "heard") this.#version = asked.version;
      waitS = WAIT_S;
      if (asked.kind === "nothing_new") await this.#inquiry.rest(LEAST_INTERVAL_MS - (performance.now() - askedMs));
    }
  }

  async #leaveAlone(restMs: number): Promise<void> {
    this.#rest = new AbortController();
    await this.#inquiry.rest(restMs, this.#rest.signal);
    this.#rest = null;
  }
}
