import { findUnstorable } from "#lib/contract/find-unstorable.ts";
import { ProblemError } from "#lib/contract/problem.ts";

/** Place of the last row of a page, as an opaque text. */
const encodeCursor = (keys: readonly (string | number)[]): string => Buffer.from(JSON.stringify(keys)).toString("base64url");

/** What a key of a cursor may be, so that the database never sees another. A time may be `infinity`. */
const KEYS = {
  rank: (key) => typeof key === "number" && Number.isInteger(key) && Math.abs(key) <= 32_767,
  time: (key) => key === "infinity" || (typeof key === "string" && TIME.test(key) && !Number.isNaN(Date.parse(key))),
  uuid: (key) => typeof key === "string" && UUID.test(key),
  text: (key) => typeof key === "string" && findUnstorable(key) === null,
} satisfies Record<string, (key: unknown) => boolean>;
export type CursorKey = keyof typeof KEYS;

const TIME = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The keys of a cursor of ours, one for each of `kinds`. @throws invalid_request for any other text */
export function decodeCursor(cursor: string, kinds: readonly CursorKey[]): (string | number)[] {
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (Array.isArray(keys) && keys.length === kinds.length && kinds.every((kind, place) => KEYS[kind](keys[place]))) return keys;
  } catch {
    // Falls through to the one answer for every cursor that is not ours.
  }
  throw new ProblemError("invalid_request", "cursor: not one that this list gave out");
}

/** Splits rows read one past the limit into the page and the cursor of what follows. */
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
  keysOf: (row: Row) => readonly (string | number)[],
): { page: readonly Row[]; next: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, next: rows.length > limit && last !== undefined ? encodeCursor(keysOf(last)) : null };
}
