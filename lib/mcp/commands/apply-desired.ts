import type { DesiredLane, DesiredState } from "../../contract/control.ts";
import { inBackground } from "../in-background.ts";
import type { Lane } from "../lane/lane.ts";
import type { Services } from "../services.ts";
import { after } from "../timers.ts";
import type { Acknowledger } from "./acknowledger.ts";
import { catchUp } from "./catch-up.ts";

/** A fleet hears of a new generation at once; its replicas turn to their stores and providers one after the other. */
const FOLLOW_WITHIN_MS = 5_000;

/** Makes lanes what Lanekeeper wants them to be. A stop holds before anything else is done; a resume is preflighted first. */
export class DesiredApplier {
  readonly #lanes: ReadonlyMap<string, Lane>;
  readonly #services: Services;
  readonly #acknowledger: Acknowledger;
  readonly #latest = new Map<string, DesiredLane>();
  /** Lanes that are about to follow. */
  readonly #following = new Set<string>();
  #controlVersion = 0;

  constructor(lanes: ReadonlyMap<string, Lane>, services: Services, acknowledger: Acknowledger) {
    this.#lanes = lanes;
    this.#services = services;
    this.#acknowledger = acknowledger;
  }

  get controlVersion(): number {
    return this.#controlVersion;
  }

  /** The generation that Lanekeeper knows a lane to serve, whether it is to be followed or not. */
  served(lane: string): DesiredLane["generation"] {
    const { generation = null, last_served: served = generation } = this.#latest.get(lane) ?? {};
    return served;
  }

  apply(desired: DesiredState): void {
    this.#controlVersion = desired.control_version;
    const orders = desired.lanes.flatMap((entry) => {
      const lane = this.#lanes.get(entry.lane);
      const before = this.#latest.get(entry.lane);
      this.#latest.set(entry.lane, entry);
      return lane ? [{ lane, entry, before }] : [];
    });
    for (const { lane, entry } of orders) if (entry.control !== "active") this.#stop(lane, entry);
    for (const lane of this.#lanes.values()) lane.heard();
    this.#remember(desired);
    for (const { lane, entry } of orders)
      if (entry.overruled?.length) inBackground(lane.succession.overrule(entry.overruled), this.#services.logger);
    for (const { lane, before } of orders) before ? this.#followSoon(lane.name) : this.follow(lane.name);
    for (const { lane, entry, before } of orders)
      if (!isSameOrder(before, entry)) inBackground(this.#obey(lane, entry), this.#services.logger);
  }

  /** Lets a lane catch up with the generation that Lanekeeper says it serves elsewhere. */
  follow(name: string): void {
    const lane = this.#lanes.get(name);
    const wanted = this.#latest.get(name)?.generation ?? null;
    if (lane) inBackground(catchUp(lane, wanted), this.#services.logger);
  }

  #followSoon(name: string): void {
    if (this.#following.has(name)) return;
    this.#following.add(name);
    after(Math.random() * FOLLOW_WITHIN_MS, () => {
      this.#following.delete(name);
      this.follow(name);
    });
  }

  /**
   * The generation that the verdict was about stays the dead one, whatever the lane loads afterwards. Where another process told the
   * verdict, it is taken to be the one served when word of it comes.
   */
  #stop(lane: Lane, entry: DesiredLane): void {
    const { serving, newest } = lane.succession;
    const { control, containedFingerprint } = lane.control;
    const told = this.#services.memory.condemnedBy(lane.name, entry.reference);
    const dead = control === "contained" ? containedFingerprint : (told ?? (serving ?? newest)?.fingerprint ?? null);
    lane.setControl(entry, entry.control === "contained" ? dead : null);
  }

  async #obey(lane: Lane, entry: DesiredLane): Promise<void> {
    if (entry.command) await this.#acknowledger.acknowledge(entry.command);
    if (entry.control === "active") return this.#resume(lane, entry);
    this.#services.report("lane.paused", factsOf(entry), lane.name);
    this.#services.emitter.emit("control", { lane: lane.name, control: entry.control });
    await this.#services.memory.settled();
    await this.#succeed(entry);
  }

  async #resume(lane: Lane, entry: DesiredLane): Promise<void> {
    if (lane.control.control === "active") return this.#succeed(entry);
    const preflight = await lane.succession.recheck();
    // A newer order has come meanwhile, and that one holds; the same one said again is this one.
    if (!isSameOrder(this.#latest.get(lane.name), entry)) return;
    lane.setControl(entry, null);
    this.#services.emitter.emit("control", { lane: lane.name, control: "active" });
    if (preflight.ok) {
      this.follow(lane.name);
      this.#services.report("lane.resumed", factsOf(entry), lane.name);
      return this.#succeed(entry);
    }
    const failure = { status: "failed", code: "preflight_refused", detail: preflight.reason } as const;
    if (entry.command) await this.#acknowledger.conclude(entry.command, failure);
  }

  async #succeed({ command }: DesiredLane): Promise<void> {
    if (command) await this.#acknowledger.conclude(command, { status: "succeeded" });
  }

  #remember(desired: DesiredState): void {
    const contained = [...this.#lanes.values()].map((lane) => [lane.name, lane.control.containedFingerprint] as const);
    this.#services.memory.rememberDesired(desired, Object.fromEntries(contained));
  }
}

/** Every message tells of every lane: most of it was said before. */
const isSameOrder = (before: DesiredLane | undefined, entry: DesiredLane): boolean =>
  before?.control === entry.control && before.command === entry.command;

const factsOf = ({ command, reason }: DesiredLane) => ({
  ...(command ? { command_id: command } : {}),
  ...(reason ? { reason } : {}),
});
