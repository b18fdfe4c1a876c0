import { createHmac } from "node:crypto";

/** First 16 hex digits of HMAC-SHA-256 under the text of the installation's fingerprint key. Names a secret without telling it. */
export function fingerprintOf(fingerprintKey: string, secret: string): string {
  return createHmac("sha256", fingerprintKey).update(secret).digest("hex").slice(0, 16);
}
