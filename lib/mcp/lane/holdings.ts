import type { Expiry } from "../../domain/clock/instant.ts";
import type { LaneOptions } from "../options.ts";
import type { Services } from "../services.ts";
import type { StoreVersion } from "../stores/store.ts";
import type { Generation } from "./generation.ts";
import { lastKnown } from "./last-known.ts";
import { knownEnd, makeGeneration, readStore, type StoreReading } from "./read-generation.ts";

interface HoldingsEvents {
  /** Generations that are in use or were. */
  held(): readonly (Generation | null)[];
  /** The generation that Lanekeeper knows the lane to serve. */
  lastKnown(): { number: number; fingerprint: string } | null;
  /** The store shows another generation than before. */
  storeChanged(): void;
  /** More is known of when a generation ends. */
  expiryChanged(generation: Generation): void;
}

/** What a lane's store shows, as generations: the same credential is the same generation, however often it is read. */
export class Holdings {
  readonly #lane: LaneOptions;
  readonly #services: Services;
  readonly #events: HoldingsEvents;
  #newest: Generation | null = null;

  constructor(lane: LaneOptions, services: Services, events: HoldingsEvents) {
    this.#lane = lane;
    this.#services = services;
    this.#events = events;
  }

  get newest(): Generation | null {
    return this.#newest;
  }

  async read(): Promise<StoreReading> {
    const reading = await readStore(this.#lane, this.#services);
    if (!reading.ok) return reading;
    const newest = this.generationOf(reading.stored, reading.fingerprint);
    this.#renew(newest, reading.stored);
    if (newest === this.#newest) return reading;
    this.#newest = newest;
    this.#events.storeChanged();
    return reading;
  }

  /** Numbers go on from the highest that this process, an earlier one or Lanekeeper knew. */
  generationOf(stored: StoreVersion, fingerprint: string): Generation {
    const known = [this.#newest, ...this.#events.held()].find((one) => one?.fingerprint === fingerprint);
    const last = lastKnown([this.#newest, this.#services.memory.lane(this.#lane.name), this.#events.lastKnown()]);
    return known ?? makeGeneration(this.#lane, stored, fingerprint, last, this.#services);
  }

  learnExpiry(generation: Generation, stated: Expiry): void {
    const said = generation.statedExpiry;
    generation.statedExpiry = stated;
    if (generation.expiresAt === null && said === stated) this.#setExpiry(generation, stated, "provider");
  }

  /** Same identity, read again: a provider may have replaced the secret of a grant, or a human corrected its end. */
  #renew(generation: Generation, stored: StoreVersion): void {
    const isReplaced = generation.stored.secret !== stored.secret;
    generation.stored = stored;
    if (isReplaced) generation.leases?.revive();
    const { expiresAt, expiresSource } = knownEnd(stored, generation.leases !== null);
    if (expiresAt !== null && expiresAt !== generation.expiresAt) this.#setExpiry(generation, expiresAt, expiresSource);
  }

  #setExpiry(generation: Generation, expiry: Expiry, source: Generation["expiresSource"]): void {
    generation.expiresAt = expiry;
    generation.expiresSource = source;
    this.#events.expiryChanged(generation);
  }
}
