import type { Evidence } from "../../contract/primitives.ts";
import type { Expiry } from "../../domain/clock/instant.ts";
import { layWindows } from "../../domain/clock/windows.ts";
import { Exclusive } from "../exclusive.ts";
import type { LaneOptions } from "../options.ts";
import type { Services } from "../services.ts";
import { type Generation, startOf } from "./generation.ts";
import { type PreflightFailure, type PreflightResult, preflight, windowPolicy } from "./preflight.ts";
import { makeGeneration, readStore, type StoreReading } from "./read-generation.ts";
import type { Refusal } from "./refusal.ts";
import type { DeadVerdict } from "./verdict.ts";
import { identityOf, wireExpiry, wireGeneration } from "./wire.ts";

export interface SuccessionEvents {
  /** Another generation is served, or none is any more. */
  changed(): void;
  /** The store shows something else than before. */
  storeChanged(): void;
  /** The generation that Lanekeeper knows the lane to serve. */
  lastKnown(): { number: number; fingerprint: string } | null;
}

/** Which generation a lane serves, and how one follows another: one change at a time. */
export class Succession {
  readonly #lane: LaneOptions;
  readonly #services: Services;
  readonly #events: SuccessionEvents;
  readonly #turn = new Exclusive();
  /** Newest generation the store showed, served or not. */
  #newest: Generation | null = null;
  /** Generation that preflight refused last. */
  #refused: Generation | null = null;
  serving: Generation | null = null;
  /** The one served before, until it is retired. */
  previous: Generation | null = null;
  /** Why nothing may start, where that is so. */
  hold: Refusal | null = null;

  constructor(lane: LaneOptions, services: Services, events: SuccessionEvents) {
    this.#lane = lane;
    this.#services = services;
    this.#events = events;
  }

  get newest(): Generation | null {
    return this.#newest;
  }

  /** Reads the store and adopts what it shows where the lane has reason to: nothing served, or what is served is at its end. */
  consider(): Promise<void> {
    return this.#turn.run(async () => {
      const reading = await this.read();
      if (!reading.ok) {
        if (!this.serving) this.#holdBack(null, reading);
        return;
      }
      const newest = this.#newest;
      if (!newest || (newest === this.serving && !this.hold) || !this.#mayAdopt()) return;
      if (newest !== this.#refused || this.#mayPassLater()) await this.#tryToServe(newest);
    });
  }

  /** Reads the store and notes what it shows. */
  async read(): Promise<StoreReading> {
    const reading = await readStore(this.#lane, this.#services);
    if (!reading.ok) return reading;
    if (this.#newest?.fingerprint === reading.fingerprint) this.#renew(this.#newest, reading);
    else {
      this.#newest = makeGeneration(this.#lane, reading.stored, reading.fingerprint, this.#lastKnown(), this.#services);
      this.#events.storeChanged();
    }
    return reading;
  }

  /**
   * A generation was found dead. No call uses it from now on; the store is read once more before anybody is told, since a credential
   * that was replaced elsewhere is no incident. True where another generation serves instead.
   */
  async condemn(generation: Generation, verdict: DeadVerdict, evidence?: Evidence): Promise<boolean> {
    if (generation.verdict) return this.serving !== generation;
    generation.verdict = { outcome: verdict.outcome, certainty: verdict.certainty, reference: null };
    return this.#turn.run(async () => {
      await this.read();
      const newest = this.#newest;
      const replaced = newest && newest !== generation && (newest === this.serving || (await this.#tryToServe(newest)));
      if (!replaced) this.#announceDeath(generation, verdict, evidence);
      return replaced === true;
    });
  }

  /** Makes a generation the one that serves. Calls under way finish on the one they began with. */
  serve(generation: Generation): void {
    if (this.serving && this.serving !== generation) {
      this.serving.leases?.stop();
      this.previous = this.serving;
    }
    this.serving = generation;
    this.hold = null;
    this.remember(generation);
    generation.leases?.keepFresh(() => generation.stored);
    this.#services.report("credential.loaded", wireGeneration(generation, this.#lane.store), this.#lane.name);
    this.#services.emitter.emit("generation", {
      lane: this.#lane.name,
      generation: generation.number,
      fingerprint: generation.fingerprint,
    });
    this.#events.changed();
  }

  /** The provider's own word on the end of a credential whose store says nothing: believed the second time. */
  learnExpiry(generation: Generation, stated: Expiry): void {
    const said = generation.statedExpiry;
    generation.statedExpiry = stated;
    if (generation.expiresAt !== null || said !== stated) return;
    generation.expiresAt = stated;
    generation.expiresSource = "provider";
    if (generation !== this.serving) return;
    this.#services.report("credential.loaded", wireGeneration(generation, this.#lane.store), this.#lane.name);
    this.#events.changed();
  }

  /** Preflights what is served before a resume. A dead verdict falls where the probe now passes: a human asked for another try. */
  recheck(): Promise<PreflightResult> {
    return this.#turn.run(async () => {
      await this.read();
      const generation = this.#newest && this.#mayAdopt() ? this.#newest : this.serving;
      generation?.leases?.revive();
      if (!generation)
        return {
          ok: false,
          refusal: this.hold ?? { code: "store_unreachable", certainty: "confirmed" },
          reason: "nothing is loaded",
        };
      const result = await preflight(
        this.#lane,
        this.#lane.probe ? { ...generation, verdict: null } : generation,
        this.#services,
      );
      if (!result.ok) this.#holdBack(generation, result);
      else {
        generation.verdict = null;
        this.#passed(generation, result.probed);
        if (generation !== this.serving) this.serve(generation);
        this.hold = null;
      }
      return result;
    });
  }

  /** Runs a piece of a rotation while nothing else changes what is served. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.#turn.run(work);
  }

  remember(generation: Generation): void {
    const { number, fingerprint, succeeded, verdict } = generation;
    this.#services.memory.rememberLane(this.#lane.name, { number, fingerprint, succeeded, verdict });
  }

  stop(): void {
    this.serving?.leases?.stop();
  }

  async #tryToServe(generation: Generation): Promise<boolean> {
    const result = await preflight(this.#lane, generation, this.#services);
    if (!result.ok) {
      this.#holdBack(generation, result);
      return false;
    }
    this.#passed(generation, result.probed);
    this.serve(generation);
    return true;
  }

  #passed(generation: Generation, probed: boolean): void {
    this.#services.report("credential.preflight_passed", identityOf(generation), this.#lane.name);
    if (!probed) return;
    generation.succeeded = true;
    this.#services.report("credential.verified", identityOf(generation), this.#lane.name);
  }

  /** A refused generation never takes the place of one that still serves. The same refusal is told once. */
  #holdBack(generation: Generation | null, result: PreflightFailure): void {
    const outcome = result.refusal.code;
    if (this.#refused === generation && this.hold?.code === outcome) return;
    this.#refused = generation;
    this.#services.logger.warn("A lane was refused at preflight", { lane: this.#lane.name, outcome, reason: result.reason });
    if (this.serving !== null && this.serving !== generation && this.serving.verdict === null) return;
    const about = generation ? { ...identityOf(generation), expires_at: wireExpiry(generation.expiresAt) } : {};
    const refused = { ...about, outcome, reason: result.reason };
    const reference = this.#services.report("credential.preflight_refused", refused, this.#lane.name);
    this.hold = { ...result.refusal, reference: result.refusal.reference ?? reference };
  }

  #announceDeath(generation: Generation, verdict: DeadVerdict, evidence?: Evidence): void {
    const kind = verdict.outcome === "credential_revoked" ? "credential.revoked" : "credential.expired";
    const { certainty, reason } = verdict;
    const reference = this.#services.report(
      kind,
      { ...identityOf(generation), certainty, ...(reason ? { reason } : {}), ...(evidence ? { evidence } : {}) },
      this.#lane.name,
    );
    generation.verdict = { outcome: verdict.outcome, certainty, reference };
    generation.leases?.stop();
    this.remember(generation);
    this.#services.emitter.emit("verdict", { lane: this.#lane.name, generation: generation.number, outcome: verdict.outcome });
    this.#events.changed();
  }

  /** Same identity, read again: a provider may have replaced the secret of a grant. */
  #renew(generation: Generation, reading: Extract<StoreReading, { ok: true }>): void {
    const replaced = generation.stored.secret !== reading.stored.secret;
    generation.stored = reading.stored;
    if (replaced) generation.leases?.revive();
  }

  /** Numbers go on from the highest that this process, an earlier one or Lanekeeper knew. */
  #lastKnown(): { number: number; fingerprint: string } | null {
    const known = [this.#newest, this.#services.memory.lane(this.#lane.name), this.#events.lastKnown()].filter(
      (one) => one !== null,
    );
    return known.reduce<(typeof known)[number] | null>((last, one) => (last && last.number >= one.number ? last : one), null);
  }

  #mayAdopt(): boolean {
    const serving = this.serving;
    if (!serving || this.hold || serving.verdict || serving.leases?.failedForGood) return true;
    return this.#lane.adopt === "on_change" || this.#isNearItsEnd(serving);
  }

  /** A dead or too old credential stays so; trying it again only tells the provider to lock the account. */
  #mayPassLater(): boolean {
    const code = this.hold?.code;
    return (
      code === "store_unreachable" || code === "scope_insufficient" || code === "auth_unclassified" || code === "refresh_failed"
    );
  }

  #isNearItsEnd(generation: Generation): boolean {
    const { expiresAt } = generation;
    if (typeof expiresAt !== "number") return false;
    return this.#services.now() >= layWindows(startOf(generation), expiresAt, windowPolicy(this.#lane)).refuseAt;
  }
}
