import { layWindows } from "../../domain/clock/windows.ts";
import type { LaneOptions } from "../options.ts";
import type { Services } from "../services.ts";
import { after } from "../timers.ts";
import { type Generation, startOf } from "./generation.ts";
import { iso } from "./iso.ts";
import { windowPolicy } from "./preflight.ts";
import { identityOf } from "./wire.ts";

export interface LaneClockEvents {
  /** Too little is left to start on this generation: a newer one is welcome. */
  atRefusal(): void;
  atExpiry(generation: Generation): void;
}

/** Wakes at the deadlines of the generation that serves. */
export class LaneClock {
  readonly #lane: LaneOptions;
  readonly #services: Services;
  readonly #events: LaneClockEvents;
  #cancels: (() => void)[] = [];

  constructor(lane: LaneOptions, services: Services, events: LaneClockEvents) {
    this.#lane = lane;
    this.#services = services;
    this.#events = events;
  }

  /** Lays the alarms of one generation in place of those before. */
  arm(generation: Generation | null): void {
    this.stop();
    if (!generation || generation.verdict || typeof generation.expiresAt !== "number") return;
    const { expiresAt } = generation;
    const { warnAt, refuseAt } = layWindows(startOf(generation), expiresAt, windowPolicy(this.#lane));
    const warn = () =>
      this.#services.report("credential.expiring", { ...identityOf(generation), expires_at: iso(expiresAt) }, this.#lane.name);
    this.#at(warnAt, warn);
    this.#at(refuseAt, () => this.#events.atRefusal());
    this.#at(expiresAt, () => this.#events.atExpiry(generation));
  }

  stop(): void {
    for (const cancel of this.#cancels.splice(0)) cancel();
  }

  #at(instant: number, wake: () => void): void {
    this.#cancels.push(after(instant - this.#services.now(), wake));
  }
}
