import type { Evidence } from "../../contract/primitives.ts";
import { Exclusive } from "../exclusive.ts";
import type { LaneOptions } from "../options.ts";
import type { Services } from "../services.ts";
import type { Generation } from "./generation.ts";
import { Holdings } from "./holdings.ts";
import { mayAdopt, mayPassLater } from "./may-adopt.ts";
import { offerToHost } from "./offer-to-host.ts";
import { type PreflightFailure, type PreflightResult, preflight } from "./preflight.ts";
import { UNREADABLE } from "./read-generation.ts";
import type { Refusal } from "./refusal.ts";
import { type Tell, tellOf } from "./tell.ts";
import type { DeadVerdict } from "./verdict.ts";

export interface SuccessionEvents {
  /** Another generation is served, or none is any more. */
  changed(): void;
  /** The store shows something else than before. */
  storeChanged(): void;
  /** The generation that Lanekeeper knows the lane to serve. */
  lastKnown(): { number: number; fingerprint: string } | null;
}

/** Why a generation is served that nobody at Lanekeeper asked for. */
const ROTATED_OUTSIDE = "rotated_outside";

/** Which generation a lane serves, and how one follows another: one change at a time. */
export class Succession {
  readonly #lane: LaneOptions;
  readonly #services: Services;
  readonly #events: SuccessionEvents;
  readonly #tell: Tell;
  readonly #turn = new Exclusive();
  readonly #deaths = new WeakMap<Generation, Promise<boolean>>();
  /** Generation that preflight refused last. */
  #refused: Generation | null = null;
  readonly holdings: Holdings;
  serving: Generation | null = null;
  /** The one served before, until it is retired. */
  previous: Generation | null = null;
  /** Why nothing may start, where that is so. */
  hold: Refusal | null = null;

  constructor(lane: LaneOptions, services: Services, events: SuccessionEvents) {
    this.#lane = lane;
    this.#services = services;
    this.#events = events;
    this.#tell = tellOf(lane, services);
    this.holdings = new Holdings(lane, services, {
      held: () => [this.serving, this.previous],
      lastKnown: () => events.lastKnown(),
      storeChanged: () => events.storeChanged(),
      expiryChanged: (generation) => {
        if (generation !== this.serving) return;
        this.#tell.loaded(generation);
        events.changed();
      },
    });
  }

  /** Newest generation the store showed, served or not. */
  get newest(): Generation | null {
    return this.holdings.newest;
  }

  /** Reads the store and adopts what it shows where the lane has reason to: nothing served, or what is served is at its end. */
  consider(): Promise<void> {
    return this.#turn.run(async () => {
      const reading = await this.holdings.read();
      if (!reading.ok) {
        if (!this.serving) this.#holdBack(null, reading);
        return;
      }
      const newest = this.newest;
      if (!newest || (newest === this.serving && !this.hold) || !this.#mayAdopt()) return;
      if (newest !== this.#refused || mayPassLater(this.hold)) await this.#tryToServe(newest);
    });
  }

  /**
   * A generation was found dead. No call uses it from now on; the store is read once more before anybody is told, since a credential
   * that was replaced elsewhere is no incident. True where another generation serves instead.
   */
  condemn(generation: Generation, verdict: DeadVerdict, evidence?: Evidence): Promise<boolean> {
    const death = this.#deaths.get(generation) ?? this.#condemn(generation, verdict, evidence);
    this.#deaths.set(generation, death);
    return death;
  }

  /** Makes a generation the one that serves, `reason` where nobody asked for it. Calls under way finish on the one they began with. */
  serve(generation: Generation, reason?: string): void {
    if (this.serving && this.serving !== generation) {
      this.serving.leases?.stop();
      this.previous = this.serving;
    }
    this.serving = generation;
    this.hold = null;
    this.remember(generation);
    generation.leases?.keepFresh(() => generation.stored);
    this.#tell.loaded(generation, reason);
    const { number, fingerprint } = generation;
    this.#services.emitter.emit("generation", { lane: this.#lane.name, generation: number, fingerprint });
    this.#events.changed();
  }

  /** Preflights what is served before a resume. A dead verdict falls where the probe now passes: a human asked for another try. */
  recheck(): Promise<PreflightResult> {
    return this.#turn.run(async () => {
      await this.holdings.read();
      const generation = this.newest && this.#mayAdopt() ? this.newest : this.serving;
      if (!generation) return { ok: false, refusal: this.hold ?? UNREADABLE, reason: "nothing is loaded" };
      generation.leases?.revive();
      const asked = this.#lane.probe ? { ...generation, verdict: null } : generation;
      const result = await this.#mayServe(generation, asked);
      if (result.ok) this.#reopen(generation, result.probed);
      else this.#holdBack(generation, result);
      return result;
    });
  }

  /** Operators overruled verdicts, named by the events that told them: what was latched by one of them is tried again. */
  overrule(events: readonly string[]): Promise<void> {
    return this.#turn.run(async () => {
      for (const generation of new Set([this.serving, this.newest])) {
        if (!generation?.verdict?.reference || !events.includes(generation.verdict.reference)) continue;
        generation.verdict = null;
        this.#deaths.delete(generation);
        await this.#tryToServe(generation);
      }
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

  async #condemn(generation: Generation, verdict: DeadVerdict, evidence?: Evidence): Promise<boolean> {
    generation.verdict = { outcome: verdict.outcome, certainty: verdict.certainty, reference: null };
    return this.#turn.run(async () => {
      const isReplaced = this.#hasFollowed(generation) || (await this.#replace(generation));
      if (!isReplaced) this.#announceDeath(generation, verdict, evidence);
      return isReplaced;
    });
  }

  /** Whether another generation serves by now: the end of the one before it changes nothing, and was to come. */
  #hasFollowed(generation: Generation): boolean {
    return this.serving !== null && this.serving !== generation && this.serving.verdict === null;
  }

  async #replace(generation: Generation): Promise<boolean> {
    await this.holdings.read();
    const newest = this.newest;
    return newest !== null && newest !== generation && (await this.#tryToServe(newest, ROTATED_OUTSIDE));
  }

  #reopen(generation: Generation, probed: boolean): void {
    const wasShut = generation !== this.serving || generation.verdict !== null || this.hold !== null;
    generation.verdict = null;
    this.#deaths.delete(generation);
    this.#passed(generation, probed);
    if (wasShut) this.serve(generation);
  }

  async #tryToServe(generation: Generation, reason?: string): Promise<boolean> {
    const result = await this.#mayServe(generation, generation);
    if (!result.ok) {
      this.#holdBack(generation, result);
      return false;
    }
    this.#passed(generation, result.probed);
    this.serve(generation, reason);
    return true;
  }

  async #mayServe(generation: Generation, asked: Generation): Promise<PreflightResult> {
    const result = await preflight(this.#lane, asked, this.#services);
    if (!result.ok || generation === this.serving) return result;
    const taken = await offerToHost(this.#lane, generation);
    return taken.ok ? result : taken;
  }

  #passed(generation: Generation, probed: boolean): void {
    this.#tell.passed(generation);
    if (!probed) return;
    generation.succeeded = true;
    this.#tell.verified(generation);
  }

  /** A refused generation never takes the place of one that still serves. The same refusal is told once. */
  #holdBack(generation: Generation | null, result: PreflightFailure): void {
    const outcome = result.refusal.code;
    if (this.#refused === generation && this.hold?.code === outcome) return;
    this.#refused = result.mayPass ? null : generation;
    this.#services.logger.warn("A lane was refused at preflight", { lane: this.#lane.name, outcome, reason: result.reason });
    if (this.serving !== null && this.serving !== generation && this.serving.verdict === null) return;
    const reference = this.#tell.refused(generation, result);
    this.hold = { ...result.refusal, reference: result.refusal.reference ?? reference };
  }

  #announceDeath(generation: Generation, verdict: DeadVerdict, evidence?: Evidence): void {
    const { outcome, certainty } = verdict;
    generation.verdict = { outcome, certainty, reference: this.#tell.dead(generation, verdict, evidence) };
    generation.leases?.stop();
    this.remember(generation);
    this.#services.emitter.emit("verdict", { lane: this.#lane.name, generation: generation.number, outcome });
    this.#events.changed();
  }

  #mayAdopt(): boolean {
    return mayAdopt(this.#lane, this, this.#services.now());
  }
}
