const NEWLINE = 0x0a;

/** Cuts a stream of bytes into lines, each with the very bytes that ended it. Lines put together again are the stream. */
export class LineSplitter {
  #held: Buffer[] = [];

  /** The lines that `chunk` completes. */
  push(chunk: Buffer): Buffer[] {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      lines.push(this.#complete(chunk.subarray(start, end + 1)));
      start = end + 1;
    }
    if (start < chunk.length) this.#held.push(chunk.subarray(start));
    return lines;
  }

  /** What no newline has ended; null where nothing is left. */
  rest(): Buffer | null {
    return this.#held.length > 0 ? this.#complete(Buffer.alloc(0)) : null;
  }

  #complete(end: Buffer): Buffer {
    if (this.#held.length === 0) return end;
    const line = Buffer.concat([...this.#held, end]);
    this.#held = [];
    return line;
  }
}
