import { pause } from "../../timers.ts";

/** No request waits longer for a stream: a server may answer one only when it has something to say. */
const PATIENCE_MS = 1_000;

/**
 * Keeps what a client asks after it asked for a stream behind that stream. Each request travels on a connection of its own, and a
 * server that has no stream yet loses what it would say on it.
 */
export class StreamOpenings {
  readonly #opening = new Map<string, Promise<unknown>>();

  /** A session's stream is being asked for, until `opened` settles. */
  note(session: string | undefined, opened: Promise<unknown>): void {
    if (session === undefined) return;
    const settled = opened.then(
      () => {},
      () => {},
    );
    const forgotten = settled.then(() => {
      if (this.#opening.get(session) === forgotten) this.#opening.delete(session);
    });
    this.#opening.set(session, forgotten);
  }

  /** What a request of this session waits for; null where no stream is on its way. */
  before(session: string | undefined): Promise<unknown> | null {
    const opening = session === undefined ? undefined : this.#opening.get(session);
    return opening ? Promise.race([opening, pause(PATIENCE_MS)]) : null;
  }
}
