import type { Generation } from "../../lane/generation.ts";
import type { Lane } from "../../lane/lane.ts";
import type { LaneLease } from "../../lane/lease.ts";
import type { Refusal } from "../../lane/refusal.ts";
import { headerOf } from "../config/keeper-options.ts";
import type { Inject } from "../config/schema.ts";
import type { LaneCall } from "../gate/lane-call.ts";

/** A lane whose credential goes with a request. */
export interface Carrier {
  lane: Lane;
  generation: Generation;
  lease: LaneLease | null;
  header: [name: string, value: string];
}
export type Carriage = { ok: true; carriers: Carrier[] } | { ok: false; lane: Lane; refusal: Refusal };

/** Finds the credentials of requests: one for each header that the configuration names. */
export class Carriers {
  readonly #lanes: readonly { lane: Lane; inject: Inject }[];

  constructor(lanes: ReadonlyMap<string, Lane>, ways: ReadonlyMap<string, Inject>) {
    this.#lanes = [...ways].flatMap(([name, inject]) => {
      const lane = lanes.get(name);
      return lane ? [{ lane, inject }] : [];
    });
  }

  /**
   * The credentials that go with a request; those of the lanes that let its calls through come first, each as it was then. What is
   * dead or not there is left out; where nothing is left, the refusal of the first lane.
   */
  async find(calls: readonly LaneCall[]): Promise<Carriage> {
    const carriers = new Map<string, Carrier>();
    let refused: Extract<Carriage, { ok: false }> | null = null;
    const ofCalls = calls.map(({ lane, generation }) => ({ lane, generation }));
    const others = this.#lanes.map(({ lane }) => ({ lane, generation: lane.succession.serving }));
    for (const { lane, generation } of [...ofCalls, ...others]) {
      const inject = this.#lanes.find((one) => one.lane === lane)?.inject;
      if (!inject || carriers.has(nameOf(inject))) continue;
      const carried = await carry(lane, generation, inject);
      if (carried.ok) carriers.set(nameOf(inject), carried.carrier);
      else refused ??= { ok: false, lane, refusal: carried.refusal };
    }
    return carriers.size === 0 && refused ? refused : { ok: true, carriers: [...carriers.values()] };
  }
}

const nameOf = ({ header = "authorization" }: Inject): string => header.toLowerCase();

async function carry(
  lane: Lane,
  generation: Generation | null,
  inject: Inject,
): Promise<{ ok: true; carrier: Carrier } | { ok: false; refusal: Refusal }> {
  if (!generation) return { ok: false, refusal: lane.succession.hold ?? NOTHING_LOADED };
  if (generation.verdict) {
    const { outcome, certainty, reference } = generation.verdict;
    return { ok: false, refusal: { code: outcome, certainty, reference } };
  }
  const drawn = generation.leases ? await generation.leases.obtain(generation.stored) : null;
  if (drawn && !drawn.ok) return { ok: false, refusal: drawn.refusal };
  const lease = drawn?.lease ?? null;
  const header = headerOf(inject, lease?.accessToken ?? generation.stored.secret);
  return { ok: true, carrier: { lane, generation, lease, header } };
}

const NOTHING_LOADED: Refusal = { code: "preflight_refused", certainty: "confirmed", detail: "no credential is loaded" };
