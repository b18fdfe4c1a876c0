import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { SecretPlace } from "./section.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a configuration refers to: the variables of this process, and files beside its own. */
export class Surroundings {
  readonly environment: Environment;
  readonly #folder: string;

  constructor(environment: Environment, folder: string) {
    this.environment = environment;
    this.#folder = folder;
  }

  /** A path as the configuration means it: from its own folder, or from the home folder behind `~/`. */
  path(path: string): string {
    return path.startsWith("~/") ? join(homedir(), path.slice(2)) : resolve(this.#folder, path);
  }

  /** The secret that a place holds now. Rejects, naming the place, where it holds none. */
  async secret({ env, file }: SecretPlace): Promise<string> {
    if (file !== undefined) return (await readFile(this.path(file), "utf8")).trim();
    const value = env === undefined ? undefined : this.environment[env];
    if (value) return value;
    throw new Error(`${env} is not set`);
  }
}
