import { after } from "../timers.ts";

interface Window {
  reference: string;
  held: number;
  send: (count: number) => string;
  cancel: () => void;
}

/** Lets the first of a kind through at once and sums the rest into one a minute. */
export class Coalescer {
  readonly #windowMs: number;
  readonly #windows = new Map<string, Window>();

  constructor(windowMs = 60_000) {
    this.#windowMs = windowMs;
  }

  /** Returns the id of the event that stands for this occurrence. */
  note(key: string, send: (count: number) => string): string {
    const open = this.#windows.get(key);
    if (open) {
      open.held += 1;
      open.send = send;
      return open.reference;
    }
    const reference = send(1);
    this.#windows.set(key, { reference, held: 0, send, cancel: this.#close(key) });
    return reference;
  }

  /** Sends what is held back: all of it, or the kinds that `matches` picks, which then begin anew. */
  flush(matches: (key: string) => boolean = () => true): void {
    for (const [key, window] of this.#windows) {
      if (!matches(key)) continue;
      window.cancel();
      this.#windows.delete(key);
      if (window.held > 0) window.send(window.held);
    }
  }

  #close(key: string): () => void {
    return after(this.#windowMs, () => {
      const window = this.#windows.get(key);
      this.#windows.delete(key);
      if (!window || window.held === 0) return;
      const reference = window.send(window.held);
      this.#windows.set(key, { ...window, reference, held: 0, cancel: this.#close(key) });
    });
  }
}
