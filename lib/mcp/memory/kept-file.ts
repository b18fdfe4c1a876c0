import { mkdir, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import type * as z from "zod/mini";
import { messageOf } from "../emitter.ts";
import { lockFile } from "../file-lock.ts";
import type { Logger } from "../options.ts";
import { writeAtomically } from "../write-atomically.ts";

/** Longer than any writer needs; after that a change is worth more than the order of changes. */
const LOCK_WAIT_MS = 2_000;

export interface KeptFileOptions<T extends z.ZodMiniType> {
  path: string;
  schema: T;
  logger: Logger;
}

/** One file of state that several processes of a server change: each change is made to what the file holds at that moment. */
export class KeptFile<T extends z.ZodMiniType> {
  readonly #options: KeptFileOptions<T>;
  #changing: Promise<void> = Promise.resolve();
  #hasFailed = false;
  /** Whether the file was there and could not be understood. */
  isDamaged = false;

  constructor(options: KeptFileOptions<T>) {
    this.#options = options;
  }

  /** What the file holds; null where there is none. One that is not understood is set aside for a person. Never rejects. */
  async read(): Promise<z.infer<T> | null> {
    const { path, schema, logger } = this.#options;
    try {
      return schema.parse(JSON.parse(await readFile(path, "utf8")));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      this.isDamaged = true;
      logger.warn("Kept state is not readable and is set aside", { path, error: messageOf(error) });
      await rename(path, path.replace(/\.json$/, ".aside.json")).catch(() => undefined);
      return null;
    }
  }

  /** Changes what the file holds, after every change that was asked for before. */
  change(by: (kept: z.infer<T> | null) => z.infer<T>): void {
    this.#changing = this.#changing.then(() => this.#change(by)).catch((error: unknown) => this.#fail(error));
  }

  /** Resolves when every change asked for so far is written, or has failed. */
  settled(): Promise<void> {
    return this.#changing;
  }

  /** Of many processes that learn the same at once, the first writes it, and the others see that it is there. */
  async #change(by: (kept: z.infer<T> | null) => z.infer<T>): Promise<void> {
    const { path } = this.#options;
    if (isSame(await this.read(), by)) return;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const lock = await lockFile(`${path}.lock`, LOCK_WAIT_MS);
    try {
      const kept = await this.read();
      if (!isSame(kept, by)) await writeAtomically(path, JSON.stringify(by(kept)));
    } finally {
      await lock?.release();
    }
  }

  #fail(error: unknown): void {
    if (!this.#hasFailed)
      this.#options.logger.warn("State cannot be kept", { path: this.#options.path, error: messageOf(error) });
    this.#hasFailed = true;
  }
}

const isSame = <T>(kept: T | null, by: (kept: T | null) => T): boolean =>
  kept !== null && JSON.stringify(by(kept)) === JSON.stringify(kept);
