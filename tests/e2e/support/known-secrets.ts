import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Fields of the demo's files that hold a credential. */
const SECRET_FIELDS = new Set(["secret", "refresh_token", "key", "clientSecret", "token"]);

/** Every credential that the demo's stores and configurations hold now: keys, grants, server keys, the app's own secret, the vault's token. */
export function knownSecrets(dataDir: string): string[] {
  const secrets = new Set<string>();
  for (const file of globSync(join(dataDir, "demo", "{stores,configs}", "*.json"))) {
    JSON.parse(readFileSync(file, "utf8"), (field, value: unknown) => {
      if (SECRET_FIELDS.has(field) && typeof value === "string") secrets.add(value);
      return value;
    });
  }
  return [...secrets];
}
