import type { Writable } from "node:stream";

/** A place to write to that says when it is full. What is written after its end is left out: nobody reads it any more. */
export class Sink {
  readonly #stream: Writable;
  #drained: Promise<void> | null = null;

  constructor(stream: Writable) {
    this.#stream = stream;
    // A reader that is gone is noticed by its other end.
    stream.on("error", () => {});
  }

  write(bytes: Buffer): void {
    if (!this.#isOpen) return;
    if (this.#stream.write(bytes) || this.#drained) return;
    this.#drained = new Promise((resolve) => {
      const settle = () => {
        this.#stream.off("drain", settle).off("close", settle);
        this.#drained = null;
        resolve();
      };
      this.#stream.once("drain", settle).once("close", settle);
    });
  }

  /** Resolves when more may be written; null where that is so now. */
  get drained(): Promise<void> | null {
    return this.#drained;
  }

  /** Resolves once everything is written. */
  end(): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#isOpen) return resolve();
      this.#stream.once("close", resolve);
      this.#stream.end(resolve);
    });
  }

  get #isOpen(): boolean {
    return !this.#stream.destroyed && !this.#stream.writableEnded;
  }
}
