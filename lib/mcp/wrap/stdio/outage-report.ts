import type { Instant } from "../../../domain/clock/instant.ts";
import { iso } from "../../lane/iso.ts";
import type { Lane } from "../../lane/lane.ts";

const REASON = "server_ended";

/** Tells Lanekeeper when the wrapped server ended unasked, and when it answers again: until then none of its lanes serves. */
export class OutageReport {
  readonly #lanes: readonly Lane[];
  #since: Instant | null = null;

  constructor(lanes: readonly Lane[]) {
    this.#lanes = lanes;
  }

  began(): void {
    if (this.#since !== null) return;
    this.#since = this.#lanes[0]?.services.now() ?? null;
    for (const { name, services, succession } of this.#lanes) {
      services.report("lane.degraded_started", { reason: REASON, ...generationOf(succession.serving) }, name);
    }
  }

  over(): void {
    if (this.#since === null) return;
    const startedAt = iso(this.#since);
    this.#since = null;
    for (const { name, services, succession, ledger } of this.#lanes) {
      ledger.flush();
      const facts = { reason: REASON, started_at: startedAt, ...generationOf(succession.serving) };
      services.report("lane.degraded_ended", facts, name);
    }
  }
}

const generationOf = (serving: { number: number } | null) => (serving ? { generation: serving.number } : {});
