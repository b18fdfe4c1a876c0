import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { env, provideDefaults } from "#lib/env.ts";
import { readAddress } from "./supervise/address.ts";

/**
 * Settles what the environment leaves open: the secret of an installation with an embedded database,
 * and where the running console is. Throws `EnvironmentError` for a bad value.
 */
export function prepareEnvironment(): void {
  const { DATABASE_URL, NEXTAUTH_SECRET, LANEKEEPER_DATA_DIR } = env();
  if (DATABASE_URL === undefined && NEXTAUTH_SECRET === undefined) {
    provideDefaults({ NEXTAUTH_SECRET: keptSecret(LANEKEEPER_DATA_DIR) });
  }
  const address = readAddress(LANEKEEPER_DATA_DIR);
  if (address !== null) provideDefaults({ NEXTAUTH_URL: address });
}

/** The secret of this data folder, made at the first start; only its owner may read it. */
function keptSecret(dataDir: string): string {
  const file = join(dataDir, "nextauth-secret");
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  }
  return readFileSync(file, "utf8").trim();
}
