import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Role } from "#lib/domain/vocabulary.ts";

/** What the journeys run in. */
export interface World {
  /** Where the console is. */
  url: string;
  /** Where the demo's control page is. */
  controlUrl: string;
  dataDir: string;
  /** Signs the first admin in, once. */
  signInUrl: string;
}

/** Where the setup leaves what every journey reads. */
export const WORLD_FOLDER = join("test-results", "world");
export const WORLD_FILE = join(WORLD_FOLDER, "world.json");

/** Where the cookies of somebody of this role are kept. */
export const sessionFile = (role: Role): string => join(WORLD_FOLDER, `${role}.json`);

export const readWorld = (): World => JSON.parse(readFileSync(WORLD_FILE, "utf8")) as World;
