import { EVENT_LIMITS } from "../contract/event.ts";
import type { Instant } from "../domain/clock/instant.ts";

/** Answers carry whole seconds, so a smaller difference says nothing. */
const NOTICEABLE_MS = 2_000;

/** Lanekeeper's clock, as far as the `Date` of its answers tells. */
export class ServerClock {
  readonly #local: () => Date;
  #offsetMs = 0;

  constructor(local: () => Date) {
    this.#local = local;
  }

  /** Milliseconds by Lanekeeper's clock. */
  now(): Instant {
    return this.localNow() + this.#offsetMs;
  }

  /** Milliseconds by this machine's clock, by which events are stamped. */
  localNow(): Instant {
    return this.#local().getTime();
  }

  /**
   * What an instant of this machine's clock was by Lanekeeper's: never ahead of it, and now where it would be too old to be kept.
   * `ageMs` is how long ago it was, where that is known otherwise than by a clock, which may have been set meanwhile.
   */
  correct(localInstant: Instant, ageMs: number | null): Instant {
    const now = this.now();
    const corrected = Math.min(ageMs === null ? localInstant + this.#offsetMs : now - ageMs, now);
    return now - corrected < EVENT_LIMITS.behindMs - NOTICEABLE_MS ? corrected : now;
  }

  observe(dateHeader: string | null): void {
    const stated = Date.parse(dateHeader ?? "");
    if (Number.isNaN(stated)) return;
    const offsetMs = stated + 500 - this.localNow();
    this.#offsetMs = Math.abs(offsetMs) < NOTICEABLE_MS ? 0 : offsetMs;
  }
}
