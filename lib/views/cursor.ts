import { ProblemError } from "#lib/contract/problem.ts";

/** Place of the last row of a page, as an opaque text. */
const encodeCursor = (keys: readonly (string | number)[]): string => Buffer.from(JSON.stringify(keys)).toString("base64url");

/** The keys of a cursor of ours. @throws invalid_request for any other text */
export function decodeCursor(cursor: string, length: number): (string | number)[] {
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    const isOurs =
      Array.isArray(keys) && keys.length === length && keys.every((key) => typeof key === "string" || typeof key === "number");
    if (isOurs) return keys;
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
