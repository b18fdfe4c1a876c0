import { BackOff } from "../back-off.ts";
import { messageOf } from "../emitter.ts";
import type { KeySource } from "../key-source.ts";
import type { Logger } from "../options.ts";
import { DENIED_MS } from "../report/reporter.ts";
import { after } from "../timers.ts";

/** How long to leave Lanekeeper alone after it could not be reached or refused the key. */
export class Patience {
  readonly #key: KeySource;
  readonly #logger: Logger;
  readonly #backOff = new BackOff({ firstMs: 500, capMs: 30_000 });

  constructor(key: KeySource, logger: Logger) {
    this.#key = key;
    this.#logger = logger;
  }

  /** All is well again: the next wait is short. */
  reset(): void {
    this.#backOff.reset();
  }

  /** Milliseconds to wait. A refused key is read again first: another one is tried soon. */
  async afterFailure({ denied, atLeastMs = 0 }: { denied: boolean; atLeastMs?: number }): Promise<number> {
    const waitMs = this.#backOff.nextMs(atLeastMs);
    return denied && !(await this.#keyChanged()) ? DENIED_MS * (0.9 + Math.random() * 0.2) : waitMs;
  }

  async #keyChanged(): Promise<boolean> {
    try {
      return await this.#key.reload();
    } catch (error) {
      this.#logger.warn("The key could not be read again", { error: messageOf(error) });
      return false;
    }
  }
}

/** Resolves after `delayMs`, or at once when `signal` aborts. Never holds the process open. */
export function waitUnheld(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = after(delayMs, end);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}
