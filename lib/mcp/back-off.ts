export interface BackOffOptions {
  firstMs: number;
  capMs: number;
}

/** Waits that double up to a cap, each drawn at random between half and all of it, so that replicas do not return together. */
export class BackOff {
  readonly #options: BackOffOptions;
  #failures = 0;

  constructor(options: BackOffOptions) {
    this.#options = options;
  }

  get failures(): number {
    return this.#failures;
  }

  /** Counts a failure and returns how long to wait; never less than the other side asked for. */
  nextMs(atLeastMs = 0): number {
    const ceilingMs = Math.min(this.#options.capMs, this.#options.firstMs * 2 ** this.#failures);
    this.#failures += 1;
    return Math.max(atLeastMs, ceilingMs * (0.5 + Math.random() / 2));
  }

  reset(): void {
    this.#failures = 0;
  }
}
