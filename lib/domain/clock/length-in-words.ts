import { MINUTE, SECOND } from "./instant.ts";

/** A length of time in one unit: "40 s" below two minutes, else "8 min". */
export const lengthInWords = (lengthMs: number): string =>
  lengthMs < 2 * MINUTE ? `${Math.round(lengthMs / SECOND)} s` : `${Math.round(lengthMs / MINUTE)} min`;
