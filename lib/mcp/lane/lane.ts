import type { DesiredLane } from "../../contract/control.ts";
import type { Heartbeat } from "../../contract/event-data.ts";
import type { Route, RouteName } from "../../contract/primitives.ts";
import type { LaneRefusal } from "../../contract/refusal.ts";
import type { RefusalCode } from "../../domain/vocabulary.ts";
import { inBackground } from "../in-background.ts";
import type { LaneStatus } from "../keeper-types.ts";
import type { LaneRefusedError } from "../lane-refused-error.ts";
import type { LaneOptions } from "../options.ts";
import { CallLedger } from "../report/call-ledger.ts";
import type { Services } from "../services.ts";
import { declarationOf } from "./declaration.ts";
import { decideGate, type LaneControl } from "./gate.ts";
import { GateWatch } from "./gate-watch.ts";
import type { Generation } from "./generation.ts";
import { LaneClock } from "./lane-clock.ts";
import { wireLease } from "./lease.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { Succession, type SuccessionEvents } from "./succession.ts";

const ACTIVE: LaneControl = {
  control: "active",
  reason: null,
  reference: null,
  until: null,
  certainty: "inferred",
  containedFingerprint: null,
};

/** One lane in this process: its gate, the generation it serves and the account of its calls. */
export class Lane {
  readonly options: LaneOptions;
  readonly services: Services;
  readonly succession: Succession;
  readonly ledger: CallLedger;
  readonly #clock: LaneClock;
  readonly #watch: GateWatch;
  /** Why no call runs before the lane has started, and while nobody knows whether it may. */
  #shut: Refusal | null = { code: "preflight_refused", certainty: "confirmed", detail: "it has not started" };
  #started = false;
  /** Whether its store was read: before, a lane refuses as a matter of course. */
  #loaded = false;
  #control: LaneControl = ACTIVE;
  #stopWatching = () => {};

  constructor(
    options: LaneOptions,
    services: Services,
    events: Pick<SuccessionEvents, "lastKnown" | "storeChanged"> & { heartbeatDue(): void },
  ) {
    this.options = options;
    this.services = services;
    this.ledger = new CallLedger(options.name, services);
    this.#watch = new GateWatch(options.name, services, this.ledger);
    this.succession = new Succession(options, services, {
      changed: () => {
        this.#clock.arm(this.succession.serving);
        this.#lookAtGate();
        events.heartbeatDue();
      },
      storeChanged: () => {
        events.heartbeatDue();
        events.storeChanged();
      },
      lastKnown: () => events.lastKnown(),
    });
    this.#clock = new LaneClock(options, services, {
      atRefusal: () => this.#consider(),
      atExpiry: (generation) => {
        const verdict = { outcome: "credential_expired", certainty: "inferred", reason: "past_known_expiry" } as const;
        inBackground(this.succession.condemn(generation, verdict), services.logger);
      },
    });
  }

  get name(): string {
    return this.options.name;
  }

  get control(): LaneControl {
    return this.#control;
  }

  /** Declares the lane, loads what its store holds and watches it from then on. */
  async start(heartbeatS: number): Promise<void> {
    this.services.report("lane.declared", declarationOf(this.options, heartbeatS), this.name);
    await this.succession.consider();
    this.#loaded = true;
    this.#lookAtGate();
    this.#stopWatching = this.options.store.watch?.(() => this.#consider()) ?? this.#stopWatching;
  }

  stop(): void {
    this.#stopWatching();
    this.#clock.stop();
    this.succession.stop();
    this.ledger.flush();
  }

  /** Opens the gate as far as anybody knows; `unknown` keeps it shut until Lanekeeper has spoken. */
  begin(unknown: Refusal | null): void {
    this.#started = true;
    this.#shut = unknown;
    this.#lookAtGate();
  }

  /** Lanekeeper has spoken: from now on only its word counts. */
  heard(): void {
    if (this.#started) this.#shut = null;
    this.#lookAtGate();
  }

  /** What this lane shall be, as Lanekeeper says or last said. */
  setControl(desired: DesiredLane, containedFingerprint: string | null): void {
    const { control, reason, reference, certainty = "inferred" } = desired;
    const until = desired.until === null ? null : Date.parse(desired.until);
    this.#control = { control, reason, reference, until, certainty, containedFingerprint };
    this.#lookAtGate();
  }

  /** Why a call would be refused now, or null. */
  refusal(generation: Generation | null, maxDurationMs: number): Refusal | null {
    const { hold, newest } = this.succession;
    const now = this.services.now();
    const view = {
      control: this.#control,
      hold: this.#shut ?? (generation === this.succession.serving ? hold : null),
      generation,
      newestFingerprint: newest?.fingerprint ?? null,
      leaseRefusal: generation?.leases?.refusal(now, maxDurationMs) ?? null,
    };
    return decideGate(view, now, maxDurationMs);
  }

  /** What a call waits for before it is admitted: Lanekeeper's word, and a lease that lasts as long as the call may. Never rejects. */
  async ready(tool: string): Promise<void> {
    await this.services.freshWord();
    const { serving } = this.succession;
    if (serving?.leases && this.#durationMs(tool) > 0 && !this.refusal(serving, 0))
      await serving.leases.obtain(serving.stored, this.#durationMs(tool));
  }

  /** The generation a new call runs on; throws the typed refusal where it may not run. */
  admit(tool: string): Generation {
    const generation = this.succession.serving;
    const refusal = this.refusal(generation, this.#durationMs(tool));
    if (refusal || this.#watch.isShut) this.#lookAtGate();
    if (refusal || !generation) throw this.refuse(refusal ?? { code: "preflight_refused", certainty: "confirmed" }, tool, false);
    return generation;
  }

  /** The error of a call the lane refused, told to Lanekeeper once a minute per code and route. */
  refuse(refusal: Refusal<RefusalCode>, tool: string, performed: Exclude<LaneRefusal["performed"], true>): LaneRefusedError {
    const reference = this.ledger.refused(refusal.code, this.routeName(tool), refusal.reference ?? null);
    return this.fail(refusal, tool, performed, reference);
  }

  /** The error of a call the provider refused, which is reported as such under `reference`. */
  fail(
    refusal: Refusal<RefusalCode>,
    tool: string,
    performed: Exclude<LaneRefusal["performed"], true>,
    reference: string,
  ): LaneRefusedError {
    const error = refuse(this.name, refusal, performed, reference);
    this.services.emitter.emit("refused", { refusal: error.refusal, tool });
    return error;
  }

  route(tool: string): Route | undefined {
    return this.options.routes.find((route) => route.tool === tool);
  }

  /** A route by its name alone, as events carry it. */
  routeName(tool: string): RouteName {
    const { tenant, account } = this.route(tool) ?? {};
    return { tool, ...(tenant ? { tenant } : {}), ...(account ? { account } : {}) };
  }

  /** What the next heartbeat says of this lane. */
  heartbeat(): NonNullable<Heartbeat["lanes"]>[number] {
    this.#lookAtGate();
    const { serving, newest } = this.succession;
    const lease = serving?.leases?.lease;
    const version = newest?.stored.version;
    return {
      lane: this.name,
      ...(serving ? { generation: serving.number, fingerprint: serving.fingerprint } : {}),
      ...(lease ? { lease: wireLease(lease) } : {}),
      ...(newest ? { store: { fingerprint: newest.fingerprint, ...(version ? { version } : {}) } } : {}),
    };
  }

  status(): LaneStatus {
    const { serving, newest } = this.succession;
    const expiresAt = serving?.expiresAt ?? null;
    const leaseExpiresAt = serving?.leases?.lease?.expiresAt ?? null;
    return {
      name: this.name,
      control: this.#control.control,
      generation: serving?.number ?? null,
      fingerprint: serving?.fingerprint ?? null,
      expiresAt: typeof expiresAt === "number" ? new Date(expiresAt) : expiresAt,
      leaseExpiresAt: leaseExpiresAt === null ? null : new Date(leaseExpiresAt),
      refusal: this.refusal(serving, 0)?.code ?? null,
      inFlight: serving?.inFlight ?? 0,
      store: newest ? { version: newest.stored.version ?? null, fingerprint: newest.fingerprint } : null,
    };
  }

  #durationMs(tool: string): number {
    return (this.route(tool)?.max_duration_s ?? 0) * 1_000;
  }

  #lookAtGate(): void {
    if (!this.#started || !this.#loaded) return;
    const { serving } = this.succession;
    this.#watch.look({ generation: serving?.number ?? null, code: this.refusal(serving, 0)?.code ?? null });
  }

  #consider(): void {
    inBackground(this.succession.consider(), this.services.logger);
  }
}
