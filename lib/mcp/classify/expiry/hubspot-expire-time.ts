import { asRecord, asTexts, type Fields } from "../fields.ts";
import { readDate } from "./read-date.ts";

/** What HubSpot reads out of a token that never was one lies before. */
export const YEAR_2000_MS = Date.UTC(2000, 0, 1);

/** The exact expiry HubSpot states in the body of a refusal, also where it cannot be true. */
export function hubspotExpireTime(body: Fields): Date | null {
  return readDate(asTexts(asRecord(body.context)["expire time"])[0]);
}
