const LF = 0x0a;
const CR = 0x0d;
const NOTHING = Buffer.alloc(0);
/** An empty line is told by four bytes at most. */
const TAIL = 3;

/** Cuts an event stream into events, each with the empty line that ended it. Events put together again are the stream. */
export class SseSplitter {
  #held: Buffer[] = [];
  /** The last bytes of what is held, where an empty line may have begun. */
  #tail: Buffer = NOTHING;

  /** The events that `chunk` completes. */
  push(chunk: Buffer): Buffer[] {
    const events: Buffer[] = [];
    let left = chunk;
    for (let end = this.#endIn(left); end >= 0; end = this.#endIn(left)) {
      events.push(Buffer.concat([...this.#held, left.subarray(0, end)]));
      left = left.subarray(end);
      this.#held = [];
      this.#tail = NOTHING;
    }
    if (left.length > 0) this.#held.push(left);
    this.#tail = Buffer.concat([this.#tail, left]).subarray(-TAIL);
    return events;
  }

  /** What no empty line has ended; null where nothing is left. */
  rest(): Buffer | null {
    const rest = Buffer.concat(this.#held);
    this.#held = [];
    this.#tail = NOTHING;
    return rest.length > 0 ? rest : null;
  }

  #endIn(bytes: Buffer): number {
    const end = endOfEvent(this.#tail.length > 0 ? Buffer.concat([this.#tail, bytes]) : bytes);
    return end < 0 ? -1 : end - this.#tail.length;
  }
}

/** Behind the first two line ends in a row, or -1. */
function endOfEvent(bytes: Buffer): number {
  for (let at = nextBreak(bytes, 0); at >= 0; at = nextBreak(bytes, at + 1)) {
    const second = behindBreak(bytes, at);
    if (second < 0 || (bytes[second] !== LF && bytes[second] !== CR)) continue;
    const end = behindBreak(bytes, second);
    if (end > 0) return end;
  }
  return -1;
}

function nextBreak(bytes: Buffer, from: number): number {
  const lf = bytes.indexOf(LF, from);
  const cr = bytes.subarray(from, lf < 0 ? bytes.length : lf).indexOf(CR);
  return cr < 0 ? lf : from + cr;
}

/** Behind the line end at `at`; -1 where more must come to tell whether a carriage return stands alone. */
function behindBreak(bytes: Buffer, at: number): number {
  if (bytes[at] === LF) return at + 1;
  if (at + 1 >= bytes.length) return -1;
  return bytes[at + 1] === LF ? at + 2 : at + 1;
}
