import { join } from "node:path";
import type { DesiredState } from "../../contract/control.ts";
import type { Logger } from "../options.ts";
import { type KeptDesired, keptDesired, mergeDesired } from "./kept-desired.ts";
import { KeptFile } from "./kept-file.ts";
import { type KeptGeneration, type KeptLanes, type KeptRefresh, keptLanes, type Lesson, learn, lessonOf } from "./kept-lanes.ts";

export type { KeptGeneration, KeptRefresh } from "./kept-lanes.ts";

/**
 * Desired state and latches, kept in a folder that only this user reads, or in memory where there is none. Processes of one server
 * share the folder: each writes what it learnt itself, so that the last writer undoes no other's latch, and reads the rest when it starts.
 */
export class Memory {
  #files: { lanes: KeptFile<typeof keptLanes>; desired: KeptFile<typeof keptDesired> } | null;
  #installation = "";
  #lanes: KeptLanes = {};
  #desired: KeptDesired | null = null;

  constructor(folder: string | null, logger: Logger) {
    this.#files =
      folder === null
        ? null
        : {
            lanes: new KeptFile({ path: join(folder, "lanes.json"), schema: keptLanes, logger }),
            desired: new KeptFile({ path: join(folder, "desired.json"), schema: keptDesired, logger }),
          };
  }

  /** Reads what was kept; what another installation wanted of a server of the same name is nothing. */
  async load(installation: string): Promise<void> {
    this.#installation = installation;
    this.#lanes = (await this.#files?.lanes.read()) ?? this.#lanes;
    const kept = await this.#files?.desired.read();
    if (kept?.installation === installation) this.#desired = kept;
  }

  /** Whether Lanekeeper's last word and every latch are known: damaged files are as good as none. */
  get isKnown(): boolean {
    return this.#desired !== null && this.#files?.lanes.isDamaged !== true;
  }

  /** The newest generation of a lane that is known. */
  lane(name: string): KeptGeneration | null {
    const generations = this.#lanes[name] ?? [];
    return generations.reduce<KeptGeneration | null>((last, one) => (last && last.number > one.number ? last : one), null);
  }

  generation(lane: string, fingerprint: string): KeptGeneration | null {
    return this.#lanes[lane]?.find((one) => one.fingerprint === fingerprint) ?? null;
  }

  /** Fingerprint of the generation that was found dead by what `reference` told, where a process of this server here told it. */
  condemnedBy(lane: string, reference: string | null): string | null {
    if (reference === null) return null;
    return this.#lanes[lane]?.find(({ verdict }) => verdict?.reference === reference)?.fingerprint ?? null;
  }

  rememberLane(lane: string, generation: Omit<KeptGeneration, "refresh">): void {
    this.#learn(lane, lessonOf(this.generation(lane, generation.fingerprint), generation));
  }

  /** When a grant may be refreshed again; null once it was. */
  rememberRefresh(
    lane: string,
    { number, fingerprint }: Pick<Lesson, "number" | "fingerprint">,
    refresh: KeptRefresh | null,
  ): void {
    if (refresh === null && !this.generation(lane, fingerprint)?.refresh) return;
    this.#learn(lane, { number, fingerprint, refresh });
  }

  get desired(): DesiredState | null {
    return this.#desired?.desired ?? null;
  }

  containedFingerprint(lane: string): string | null {
    return this.#desired?.contained[lane] ?? null;
  }

  rememberDesired(desired: DesiredState, contained: Record<string, string | null>): void {
    const heard: KeptDesired = { installation: this.#installation, desired, contained, heardAt: Date.now() };
    this.#desired = heard;
    this.#files?.desired.change((kept) => mergeDesired(kept, heard));
  }

  /** Ends the keeping, once everything remembered so far is written: what work under way learns afterwards stays in memory. */
  async close(): Promise<void> {
    await this.settled();
    this.#files = null;
  }

  /** Resolves when everything remembered so far is written. */
  async settled(): Promise<void> {
    await Promise.all([this.#files?.lanes.settled(), this.#files?.desired.settled()]);
  }

  #learn(lane: string, lesson: Lesson): void {
    this.#lanes = learn(this.#lanes, lane, lesson);
    this.#files?.lanes.change((kept) => (kept ? learn(kept, lane, lesson) : this.#lanes));
  }
}
