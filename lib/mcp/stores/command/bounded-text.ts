/** Gathers the first bytes of a stream and drops what comes after. */
export class BoundedText {
  readonly #chunks: Buffer[] = [];
  #left: number;

  constructor(maxBytes: number) {
    this.#left = maxBytes;
  }

  /** Whether all of the chunk found room. */
  add(chunk: Buffer): boolean {
    this.#chunks.push(chunk.subarray(0, Math.max(0, this.#left)));
    this.#left -= chunk.length;
    return this.#left >= 0;
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}
