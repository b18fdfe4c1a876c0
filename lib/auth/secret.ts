import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Random hex text of `bytes` bytes. */
export const randomHex = (bytes: number): string => randomBytes(bytes).toString("hex");

/** What is stored in place of a random secret; a slow hash adds nothing to 192 random bits. */
export const hashSecret = (secret: string): Buffer<ArrayBuffer> => createHash("sha256").update(secret).digest();

/** Whether `secret` is the one that `hash` was made of, in constant time. */
export const secretMatches = (secret: string, hash: Uint8Array): boolean => timingSafeEqual(hashSecret(secret), hash);
