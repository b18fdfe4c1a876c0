import type { Sql } from "#lib/db/sql.ts";
import { ensureInstallation } from "./installation.ts";
import { hashSecret, randomHex } from "./secret.ts";

/** A new key: `text` is shown once, `id` and `secretHash` are kept. */
export interface MintedKey {
  id: string;
  secretHash: Buffer;
  text: string;
}

/** A new `lk_srv_…` key, with the installation's fingerprint key in it. Nothing is stored yet. */
export async function mintServerKey(sql: Sql, now: Date): Promise<MintedKey> {
  const { fingerprintKey } = await ensureInstallation(sql, now);
  const id = randomHex(6);
  const secret = randomHex(24);
  return { id, secretHash: hashSecret(secret), text: `lk_srv_${id}_${secret}_${fingerprintKey}` };
}

/** A new `lk_api_…` token. Nothing is stored yet. */
export function mintApiToken(): MintedKey {
  const id = randomHex(6);
  const secret = randomHex(24);
  return { id, secretHash: hashSecret(secret), text: `lk_api_${id}_${secret}` };
}
