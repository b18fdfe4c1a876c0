import { AsyncLocalStorage } from "node:async_hooks";

/** Runs asynchronous work one piece at a time, in the order it was asked for; what a piece itself asks for runs within it. */
export class Exclusive {
  readonly #within = new AsyncLocalStorage<{ isRunning: boolean }>();
  #tail: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    // A hook of the lane may come back to the lane, and would wait for itself.
    if (this.#within.getStore()?.isRunning) return work();
    const piece = { isRunning: true };
    const result = this.#tail.then(() => this.#within.run(piece, work));
    this.#tail = result.then(
      () => {
        piece.isRunning = false;
      },
      () => {
        piece.isRunning = false;
      },
    );
    return result;
  }
}
