import type { Instant } from "../../domain/clock/instant.ts";
import type { Outcome } from "../../domain/vocabulary.ts";
import type { CallLedger } from "../report/call-ledger.ts";
import type { Services } from "../services.ts";
import { iso } from "./iso.ts";

/** What the gate does now: the generation behind it, and why it is shut, where it is. */
export interface GateState {
  generation: number | null;
  code: Outcome | null;
}

/** Tells Lanekeeper when this replica begins to refuse calls and when it serves again: it is the first to know. */
export class GateWatch {
  readonly #lane: string;
  readonly #services: Services;
  readonly #ledger: CallLedger;
  #shut: { since: Instant; reason: Outcome; generation: number | null } | null = null;

  constructor(lane: string, services: Services, ledger: CallLedger) {
    this.#lane = lane;
    this.#services = services;
    this.#ledger = ledger;
  }

  get isShut(): boolean {
    return this.#shut !== null;
  }

  /** Compares the gate with what was told of it last. Calls counted so far are told first: they belong to the time before. */
  look({ generation, code }: GateState): void {
    if ((code !== null) === this.isShut) return;
    this.#ledger.flush();
    if (code !== null) {
      this.#shut = { since: this.#services.now(), reason: code, generation };
      this.#services.report("lane.degraded_started", this.#facts(code, generation), this.#lane);
      return;
    }
    const { since, reason, generation: held } = this.#shut ?? { since: this.#services.now(), reason: null, generation };
    this.#shut = null;
    this.#services.report("lane.degraded_ended", { ...this.#facts(reason, held), started_at: iso(since) }, this.#lane);
  }

  #facts(reason: Outcome | null, generation: number | null) {
    return { ...(reason === null ? {} : { reason }), ...(generation === null ? {} : { generation }) };
  }
}
