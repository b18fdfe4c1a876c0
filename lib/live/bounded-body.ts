import { encodeEvents } from "./frame.ts";

/** Larger than any one frame but the desired state of a very large server, which is let through where nothing else waits. */
const LIMIT_BYTES = 256 * 1_024;
const RESET = encodeEvents([{ event: "reset", data: {} }]);

/**
 * The body of an event stream, which holds little for a client that does not read: past the limit all that waits is dropped for
 * a `reset`, and the stream ends. The client comes back and reads anew.
 */
export class BoundedBody {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #limitBytes: number;
  readonly #waiting: Uint8Array[] = [];
  readonly #endings = new Set<() => void>();
  #waitingBytes = 0;
  #isEnded = false;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;

  constructor(limitBytes = LIMIT_BYTES) {
    this.#limitBytes = limitBytes;
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#handOver(),
        cancel: () => {
          this.#controller = null;
          this.end();
        },
      },
      { highWaterMark: 1 },
    );
  }

  /** Sends a frame, at once where the client keeps up. */
  write(frame: Uint8Array): void {
    if (this.#isEnded) return;
    if (this.#waiting.length > 0 && this.#waitingBytes + frame.byteLength > this.#limitBytes) {
      this.#waiting.splice(0, this.#waiting.length, RESET);
      this.end();
      return;
    }
    this.#waiting.push(frame);
    this.#waitingBytes += frame.byteLength;
    this.#handOver();
  }

  /** Ends the stream after what still waits. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    for (const ending of this.#endings) ending();
    this.#endings.clear();
    this.#handOver();
  }

  /** Calls back once the stream has ended, however it did; at once where it has. */
  whenEnded(ending: () => void): void {
    if (this.#isEnded) ending();
    else this.#endings.add(ending);
  }

  #handOver(): void {
    const controller = this.#controller;
    if (!controller) return;
    while (this.#waiting.length > 0 && (controller.desiredSize ?? 0) > 0) {
      const frame = this.#waiting.shift();
      if (!frame) break;
      this.#waitingBytes -= frame.byteLength;
      controller.enqueue(frame);
    }
    if (!this.#isEnded || this.#waiting.length > 0) return;
    this.#controller = null;
    controller.close();
  }
}
