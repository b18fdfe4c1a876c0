import { ageTarget } from "#lib/domain/command/age-target.ts";
import { nextStep } from "#lib/domain/command/next-step.ts";
import type { FleetReplica, OldGeneration, Rotation, RotationStep, RotationTarget } from "#lib/domain/command/rotation.ts";
import { COMMAND_LIFE_MS, statusAfterAck } from "#lib/domain/command/target.ts";
import type { GenerationRef } from "#lib/domain/lane/fact.ts";
import type { CommandStatus, RotationPhase } from "#lib/domain/vocabulary.ts";
import { alive, NEW, OLD, replica as replicaOf, rotation } from "./rotation.ts";

/** A replica as it really is; Lanekeeper knows of it what it reports. */
interface Process {
  id: string;
  serving: GenerationRef;
  startedAtS: number;
  reportedAtS: number;
  /** Steps it was handed and has not answered. */
  inbox: RotationTarget[];
  isStopped: boolean;
}

const SILENT_AFTER_S = 90;

/** One rotation in memory: the decisions of the domain, taken as the pipeline takes them, over processes that do as they are told or not. */
export class SimulatedRotation {
  nowS = 0;
  readonly processes: Process[] = [];
  readonly taken: RotationStep[] = [];
  state: Rotation;
  ended: Extract<RotationStep, { step: "close" | "end" }> | null = null;
  #old: OldGeneration = alive;
  #made = 0;
  /** Whoever was live once since the rotation began. */
  readonly #seen = new Set<string>();

  constructor(replicas: number, retireOld: Rotation["retireOld"]) {
    this.state = rotation({ requestedAt: 0, expiresAt: COMMAND_LIFE_MS, retireOld, targets: [], fleet: [] });
    for (let index = 0; index < replicas; index += 1) this.start(OLD);
    this.progress();
  }

  get now(): number {
    return this.nowS * 1_000;
  }

  isLive = ({ isStopped, reportedAtS }: Process): boolean => !isStopped && this.nowS < reportedAtS + SILENT_AFTER_S;

  /** Time in which nobody says anything. */
  wait(seconds: number): void {
    this.nowS += seconds;
  }

  /** Time in which everybody who is there goes on reporting. */
  pass(seconds: number): void {
    const live = this.processes.filter(this.isLive);
    this.nowS += seconds;
    for (const process of live) process.reportedAtS = this.nowS;
  }

  /** A replica reports, fetches what waits for it, and answers the first of it. */
  obey(index: number, said: "acknowledged" | "succeeded" | "failed" | "forget", twice = false): void {
    this.report(index);
    this.progress();
    this.deliver(index);
    this.answer(index, said, twice);
    this.progress();
  }

  start(serving: GenerationRef): void {
    const id = `replica-${this.processes.length + 1}`;
    this.processes.push({ id, serving, startedAtS: this.nowS, reportedAtS: this.nowS, inbox: [], isStopped: false });
  }

  stop(index: number): void {
    const process = this.#at(index);
    if (process) process.isStopped = true;
  }

  report(index: number): void {
    const process = this.#at(index);
    if (process && !process.isStopped) process.reportedAtS = this.nowS;
  }

  pause(paused: boolean): void {
    this.state = { ...this.state, paused };
  }

  attest(): void {
    if (this.state.phase === "retire_old" && !this.#isOldServed()) this.#old = { ...this.#old, retired: "manual" };
  }

  /** Hands a process what waits for it, and the preparing where nobody holds it. */
  deliver(index: number): void {
    const process = this.#at(index);
    if (!process || !this.isLive(process) || this.ended) return;
    this.#takeLease(process);
    this.#change((target) => {
      if (target.replica !== process.id || target.status !== "queued" || !this.#isDue(target)) return target;
      process.inbox.push(target);
      return { ...target, status: "delivered", deliveredAt: this.now };
    });
  }

  /** A process says something of a step it was handed; `forget` is a word that never arrives. */
  answer(index: number, said: "acknowledged" | "succeeded" | "failed" | "forget", twice: boolean): void {
    const process = this.#at(index);
    const step = process?.inbox[0];
    if (!process || !step || process.isStopped) return;
    if (said === "succeeded" && step.phase === "adopt" && this.state.candidate) process.serving = this.state.candidate;
    if (said !== "acknowledged") process.inbox.shift();
    if (said === "forget") return;
    const named = step.phase === "prepare" && said === "succeeded" ? this.#candidate() : null;
    for (let word = 0; word < (twice ? 2 : 1); word += 1) this.#hear(process, step, said, named);
  }

  /** What the clock and each report do: time passes over targets, then steps follow until there is something to wait for. */
  progress(): void {
    for (let taken = 0; this.ended === null; taken += 1) {
      if (taken > 20) throw new Error("steps without end");
      this.#look();
      const step = nextStep(this.state, this.now);
      if (step.step === "wait" || step.step === "hold") return;
      this.taken.push(step);
      this.#take(step);
    }
  }

  #hear(
    process: Process,
    step: RotationTarget,
    said: "acknowledged" | "succeeded" | "failed",
    named: GenerationRef | null,
  ): void {
    this.#change((target) => {
      if (target.replica !== process.id || target.phase !== step.phase || target.fence !== step.fence) return target;
      const status = statusAfterAck(target.status, said);
      return status === null ? target : { ...target, status, named: named ?? target.named, acknowledgedAt: this.now };
    });
    this.progress();
  }

  #take(step: Exclude<RotationStep, { step: "wait" | "hold" }>): void {
    switch (step.step) {
      case "prepare":
        this.#change((target) => (target.replica === step.withdrawnFrom ? { ...target, status: "superseded" } : target));
        this.#ask("prepare", [step.by], step.fence);
        break;
      case "adopt":
        this.#enter("adopt", { candidate: step.candidate });
        this.#ask("adopt", [...this.#seen]);
        break;
      case "join":
        this.#ask("adopt", step.replicas);
        break;
      case "overlap":
        this.#enter("retire_old", { adoptedAt: this.now });
        break;
      case "retire_old":
        this.#ask("retire_old", [step.by]);
        break;
      default:
        this.ended = step;
    }
  }

  #enter(phase: RotationPhase, more: Partial<Rotation>): void {
    this.state = { ...this.state, phase, expiresAt: this.now + COMMAND_LIFE_MS, ...more };
  }

  #ask(phase: RotationPhase, ids: readonly string[], fence: number | null = null): void {
    const known = new Set(this.state.targets.filter((target) => target.phase === phase).map(({ replica }) => replica));
    const asked = ids.filter((id) => !known.has(id)).map((id) => this.#target(id, phase, fence));
    this.state = { ...this.state, targets: [...this.state.targets, ...asked] };
  }

  #target(replica: string, phase: RotationPhase, fence: number | null): RotationTarget {
    const times = { queuedAt: this.now, deliveredAt: null, acknowledgedAt: null, finishedAt: null };
    const startedAt = 1_000 * (this.processes.find(({ id }) => id === replica)?.startedAtS ?? 0);
    return {
      replica,
      startedAt,
      workstation: false,
      phase,
      fence,
      status: "queued" as CommandStatus,
      named: null,
      code: null,
      ...times,
    };
  }

  #look(): void {
    const live = this.processes.filter(this.isLive);
    if (this.state.phase === "prepare") for (const { id } of live) this.#seen.add(id);
    const fleet = live.map(({ id, serving }): FleetReplica => replicaOf(id, { serving }));
    const held = this.state.phase === "adopt" && this.state.paused ? { expiresAt: this.now + COMMAND_LIFE_MS } : {};
    const seen = { ...this.state, ...held, fleet, old: this.#old };
    this.state = { ...seen, targets: seen.targets.map((target) => ({ ...target, status: ageTarget(target, seen, this.now) })) };
  }

  #takeLease(process: Process): void {
    const holders = this.state.targets.filter(({ phase }) => phase === "prepare");
    const isFree = holders.every(({ status }) => status === "gone" || status === "timed_out" || status === "superseded");
    const mine = holders.find(({ replica }) => replica === process.id);
    if (this.state.phase !== "prepare" || !isFree || this.now >= this.state.expiresAt) return;
    if (mine && (mine.status !== "superseded" || mine.deliveredAt !== null)) return;
    const fence = 1 + Math.max(0, ...holders.map((holder) => holder.fence ?? 0));
    this.state = { ...this.state, targets: this.state.targets.filter((target) => target !== mine) };
    this.#ask("prepare", [process.id], fence);
  }

  #isDue({ phase }: RotationTarget): boolean {
    if (phase === "adopt" && this.state.paused) return false;
    return phase === this.state.phase || (phase !== "prepare" && this.state.phase !== "prepare");
  }

  /** Some replicas find the same new version in the store; others make one of their own. */
  #candidate(): GenerationRef {
    this.#made += 1;
    return this.#made % 3 === 0 ? { number: NEW.number, fingerprint: `made-${this.#made}` } : NEW;
  }

  #isOldServed = (): boolean => this.processes.some((process) => this.isLive(process) && process.serving === OLD);

  #change(change: (target: RotationTarget) => RotationTarget): void {
    this.state = { ...this.state, targets: this.state.targets.map(change) };
  }

  #at(index: number): Process | undefined {
    return this.processes[index % Math.max(this.processes.length, 1)];
  }
}
