import { asRecord } from "../fields.ts";
import { readDate } from "./read-date.ts";

const LONGEST = 16_384;
const JWT = /^[\w-]{2,}\.([\w-]{2,})\.[\w-]*$/;

/**
 * The end that a JSON web token carries, unverified: the provider judges it, this only plans. Null where there is none to be read.
 * Installation tokens of GitHub hold one too, which GitHub declares to be opaque.
 */
export function jwtExpiry(credential: string): Date | null {
  if (credential.length > LONGEST || credential.startsWith("ghs_")) return null;
  const payload = JWT.exec(credential)?.[1];
  if (payload === undefined) return null;
  try {
    return readDate(asRecord(JSON.parse(Buffer.from(payload, "base64url").toString())).exp);
  } catch {
    return null;
  }
}
