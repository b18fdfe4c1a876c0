import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod/mini";
import { type DesiredState, desiredState } from "../contract/control.ts";
import { certainty, fingerprint, generationNumber } from "../contract/primitives.ts";
import { messageOf } from "./emitter.ts";
import type { Logger } from "./options.ts";
import { writeAtomically } from "./write-atomically.ts";

const laneMemory = z.object({
  number: generationNumber,
  fingerprint,
  succeeded: z.boolean(),
  verdict: z.nullable(
    z.object({ outcome: z.enum(["credential_expired", "credential_revoked"]), certainty, reference: z.nullable(z.string()) }),
  ),
});
/** What a restarted process must know of a lane: the last generation, and whether it was found dead. */
export type LaneMemory = z.infer<typeof laneMemory>;

const file = z.object({
  desired: z.nullable(desiredState),
  /** Fingerprint that a lane served when it was contained. */
  contained: z.record(z.string(), z.nullable(fingerprint)),
});

/** Desired state and latches, kept in a folder that only this user reads, or in memory where there is none. */
export class Memory {
  readonly #folder: string | null;
  readonly #logger: Logger;
  #lanes: Record<string, LaneMemory> = {};
  #desired: z.infer<typeof file> = { desired: null, contained: {} };
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: string | null, logger: Logger) {
    this.#folder = folder;
    this.#logger = logger;
  }

  async load(): Promise<void> {
    this.#lanes = (await this.#read("lanes.json", z.record(z.string(), laneMemory))) ?? this.#lanes;
    this.#desired = (await this.#read("desired.json", file)) ?? this.#desired;
  }

  lane(name: string): LaneMemory | null {
    return this.#lanes[name] ?? null;
  }

  rememberLane(name: string, memory: LaneMemory): void {
    this.#lanes = { ...this.#lanes, [name]: memory };
    this.#write("lanes.json", this.#lanes);
  }

  get desired(): DesiredState | null {
    return this.#desired.desired;
  }

  containedFingerprint(lane: string): string | null {
    return this.#desired.contained[lane] ?? null;
  }

  rememberDesired(desired: DesiredState, contained: Record<string, string | null>): void {
    this.#desired = { desired, contained };
    this.#write("desired.json", this.#desired);
  }

  /** Resolves when everything remembered so far is written. */
  settled(): Promise<void> {
    return this.#writing;
  }

  async #read<T extends z.ZodMiniType>(name: string, schema: T): Promise<z.infer<T> | null> {
    if (this.#folder === null) return null;
    try {
      return schema.parse(JSON.parse(await readFile(join(this.#folder, name), "utf8")));
    } catch (error) {
      const absent = (error as NodeJS.ErrnoException).code === "ENOENT";
      if (!absent) this.#logger.warn("Kept state is not readable and is left out", { name, error: messageOf(error) });
      return null;
    }
  }

  #write(name: string, content: unknown): void {
    const folder = this.#folder;
    if (folder === null) return;
    const text = JSON.stringify(content);
    this.#writing = this.#writing
      .then(() => writeAtomically(join(folder, name), text))
      .catch((error: unknown) => this.#logger.warn("State could not be kept", { name, error: messageOf(error) }));
  }
}
