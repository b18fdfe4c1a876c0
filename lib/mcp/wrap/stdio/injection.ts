import { writeAtomically } from "../../write-atomically.ts";
import type { Inject } from "../config/schema.ts";

/** How the wrapped server gets the credentials of its lanes: in its environment, or in files that only this user reads. */
export class Injection {
  readonly #ways: ReadonlyMap<string, Inject>;
  readonly #credentials = new Map<string, string>();

  constructor(ways: ReadonlyMap<string, Inject>) {
    this.#ways = ways;
  }

  credentialOf(lane: string): string | null {
    return this.#credentials.get(lane) ?? null;
  }

  /** Whether a running process cannot see another credential of this lane. */
  isFixedAtStart(lane: string): boolean {
    return this.#ways.get(lane)?.env !== undefined;
  }

  /** Gives a lane another credential; returns what takes it back. Rejects where its file cannot be written. */
  async put(lane: string, credential: string): Promise<() => Promise<void>> {
    const old = this.#credentials.get(lane);
    await this.#write(lane, credential);
    this.#credentials.set(lane, credential);
    return async () => {
      if (old === undefined) {
        this.#credentials.delete(lane);
        return;
      }
      this.#credentials.set(lane, old);
      await this.#write(lane, old);
    };
  }

  /** The variables that a fresh process is given. */
  get variables(): Record<string, string> {
    return Object.fromEntries(
      [...this.#ways].flatMap(([lane, { env }]) => {
        const credential = this.#credentials.get(lane);
        return env !== undefined && credential !== undefined ? [[env, credential]] : [];
      }),
    );
  }

  async #write(lane: string, credential: string): Promise<void> {
    const file = this.#ways.get(lane)?.file;
    if (file !== undefined) await writeAtomically(file, credential);
  }
}
