import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { env } from "#lib/env.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

function sealingKey(): Buffer {
  const { LANEKEEPER_SECRET_KEY, NEXTAUTH_SECRET } = env();
  const material = LANEKEEPER_SECRET_KEY ?? NEXTAUTH_SECRET;
  if (material === undefined)
    throw new Error("Set LANEKEEPER_SECRET_KEY or NEXTAUTH_SECRET: the installation's key is sealed under it");
  return Buffer.from(hkdfSync("sha256", material, "lanekeeper", "fingerprint key seal", 32));
}

/** Encrypts and authenticates `text` with AES-256-GCM: nonce, tag, ciphertext. */
export function seal(text: string): Buffer<ArrayBuffer> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(), nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Opens what `seal` made. Throws, naming the variable, when the key is another or a byte was changed. */
export function unseal(sealed: Uint8Array): string {
  const tagEnd = NONCE_BYTES + TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", sealingKey(), sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, tagEnd));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(tagEnd)), decipher.final()]).toString("utf8");
  } catch {
    throw new Error(
      "The installation's key does not open: LANEKEEPER_SECRET_KEY (or NEXTAUTH_SECRET) is not the one it was sealed under",
    );
  }
}
