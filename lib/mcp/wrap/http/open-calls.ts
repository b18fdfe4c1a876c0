import type { LaneCall } from "../gate/lane-call.ts";

/** A request whose answer is to be looked at when it comes. */
export interface Awaited {
  method: string;
  call: LaneCall | null;
}
/** Unanswered requests by the key of their id. */
export type AwaitedById = Map<string, Awaited>;

/** How long an answer may be fetched later, on another stream of the same session. */
const RESUMABLE_MS = 5 * 60_000;

/** Requests whose stream ended before their answer came: a client may ask for the rest of it on another stream of its session. */
export class OpenCalls {
  readonly #sessions = new Map<string, AwaitedById>();

  /** Takes what is still unanswered once a stream has ended. Without a session nobody can ask for it. */
  keep(session: string | undefined, awaited: AwaitedById): void {
    if (session === undefined) giveUp(awaited);
    if (session === undefined || awaited.size === 0) return;
    const kept = this.ofSession(session);
    this.#sessions.set(session, kept);
    const left = [...awaited];
    for (const [key, one] of left) kept.set(key, one);
    setTimeout(() => this.#forget(session, kept, left), RESUMABLE_MS).unref();
  }

  ofSession(session: string | undefined): AwaitedById {
    return (session === undefined ? undefined : this.#sessions.get(session)) ?? new Map();
  }

  /** A session is over. */
  end(session: string | undefined): void {
    if (session === undefined) return;
    giveUp(this.ofSession(session));
    this.#sessions.delete(session);
  }

  #forget(session: string, kept: AwaitedById, left: readonly [string, Awaited][]): void {
    for (const [key, one] of left) {
      if (kept.get(key) !== one) continue;
      kept.delete(key);
      one.call?.lost();
    }
    if (kept.size === 0) this.#sessions.delete(session);
  }
}

function giveUp(awaited: AwaitedById): void {
  for (const { call } of awaited.values()) call?.lost();
  awaited.clear();
}
