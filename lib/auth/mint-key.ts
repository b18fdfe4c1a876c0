import type { Records } from "#lib/db/records.ts";
import { ensureInstallation } from "./installation.ts";
import { hashSecret, randomHex } from "./secret.ts";

/** A new key: `text` is shown once, `id` and `secretHash` are kept. */
export interface MintedKey {
  id: string;
  secretHash: Uint8Array<ArrayBuffer>;
  text: string;
}

/** A new `lk_srv_…` key, with the installation's fingerprint key in it. Nothing is stored yet. */
export async function mintServerKey(records: Records, now: Date): Promise<MintedKey> {
  const { fingerprintKey } = await ensureInstallation(records, now);
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
